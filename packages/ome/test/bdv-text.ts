/** BigDataViewer documents for tests. */

export interface BdvText {
  readonly setups?: string;
  readonly timepoints?: string;
  readonly missing?: string;
  readonly registrations?: string;
  readonly partitions?: string;
  readonly rest?: string;
  readonly loader?: string;
  readonly file?: string;
}

export const SETUP = (id: number, channel: number, name = `setup ${id}`): string => `<ViewSetup>
  <id>${id}</id><name>${name}</name><size>12 10 6</size>
  <voxelSize><unit>µm</unit><size>0.5 0.5 2.0</size></voxelSize>
  <attributes><channel>${channel}</channel><angle>0</angle></attributes>
</ViewSetup>`;

export const CHANNELS = `<Attributes name="channel">
  <Channel><id>0</id><name>DNA</name><color>0 0 255 255</color></Channel>
  <Channel><id>1</id><name>1</name></Channel>
</Attributes>
<Attributes name="angle"><Angle><id>0</id><name>0</name></Angle></Attributes>`;

export const REGISTRATION = (timepoint: number, setup: number, ...affines: readonly string[]): string =>
  `<ViewRegistration timepoint="${timepoint}" setup="${setup}">${affines
    .map(
      (affine) =>
        `<ViewTransform type="affine"><Name>calibration</Name><affine>${affine}</affine></ViewTransform>`,
    )
    .join("")}</ViewRegistration>`;

export function bdvText({
  setups = SETUP(0, 0) + CHANNELS,
  timepoints = '<Timepoints type="range"><first>0</first><last>1</last></Timepoints>',
  missing = "",
  registrations = "",
  partitions = "",
  rest = "",
  loader = "bdv.hdf5",
  file = '<hdf5 type="relative">file.h5</hdf5>',
}: BdvText = {}): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- views -->
<SpimData version="0.2">
  <BasePath type="relative">.</BasePath>
  <SequenceDescription>
    <ImageLoader format="${loader}">${file}${partitions}</ImageLoader>
    <ViewSetups>${setups}</ViewSetups>
    ${timepoints}
    <MissingViews>${missing}</MissingViews>
  </SequenceDescription>
  <ViewRegistrations>${registrations}</ViewRegistrations>
  ${rest}
</SpimData>`;
}
