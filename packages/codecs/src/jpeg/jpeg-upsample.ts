/**
 * Upsampling JPEG components with the weights of libjpeg's "fancy upsampling": 3/4 of the nearer sample and 1/4 of the
 * further one along each halved axis. For other ratios samples are repeated.
 *
 * @module
 */

export interface Plane {
  readonly samples: Uint16Array;
  /** Samples from a row to the next. */
  readonly stride: number;
  readonly width: number;
  readonly height: number;
}

/** The plane `horizontal` times as wide and `vertical` times as high, cropped to `width` and `height`. */
export function upsample(
  plane: Plane,
  horizontal: number,
  vertical: number,
  width: number,
  height: number,
): Plane {
  if (horizontal === 1 && vertical === 1) return plane;
  const isSmooth = horizontal === 2 ? plane.width > 2 : horizontal === 1;
  if (isSmooth && vertical <= 2) {
    const rows = vertical === 2 ? tallened(plane, height) : { ...plane, scale: 1 };
    return horizontal === 2 ? widened(rows, width) : divided(rows);
  }
  return repeated(plane, horizontal, vertical, width, height);
}

interface ScaledPlane extends Plane {
  /** Factor that samples are multiplied by. */
  readonly scale: number;
}

/** Twice as high, scaled by four: three parts of a row and one of its nearer neighbour. */
function tallened({ samples, stride, width, height }: Plane, newHeight: number): ScaledPlane {
  const result = new Uint16Array(newHeight * width);
  for (let y = 0; y < newHeight; y += 1) {
    const row = y >> 1;
    const neighbour = Math.max(0, Math.min(height - 1, y % 2 === 0 ? row - 1 : row + 1));
    for (let x = 0; x < width; x += 1) {
      result[y * width + x] = 3 * samples[row * stride + x]! + samples[neighbour * stride + x]!;
    }
  }
  return { samples: result, stride: width, width, height: newHeight, scale: 4 };
}

/** Twice as wide. Halves are alternately rounded up and down. */
function widened({ samples, stride, width, height, scale }: ScaledPlane, newWidth: number): Plane {
  const result = new Uint16Array(height * newWidth);
  const shift = scale === 4 ? 4 : 2;
  const [downBias, upBias] = scale === 4 ? [8, 7] : [1, 2];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < newWidth; x += 1) {
      const isLeft = x % 2 === 0;
      const column = x >> 1;
      const value = samples[y * stride + column]!;
      const neighbour = isLeft ? column - 1 : column + 1;
      const isEdge = neighbour < 0 || neighbour >= width;
      const other = isEdge ? value : samples[y * stride + neighbour]!;
      result[y * newWidth + x] = (3 * value + other + (isLeft ? downBias : upBias)) >> shift;
    }
  }
  return { samples: result, stride: newWidth, width: newWidth, height };
}

/** Only twice as high: rounded down in upper rows and up in lower ones. */
function divided({ samples, stride, width, height }: ScaledPlane): Plane {
  const result = samples.map((value, i) => (value + (Math.floor(i / stride) % 2 === 0 ? 1 : 2)) >> 2);
  return { samples: result, stride, width, height };
}

function repeated(
  { samples, stride }: Plane,
  horizontal: number,
  vertical: number,
  width: number,
  height: number,
): Plane {
  const result = new Uint16Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor(y / vertical) * stride;
    for (let x = 0; x < width; x += 1) result[y * width + x] = samples[row + Math.floor(x / horizontal)]!;
  }
  return { samples: result, stride: width, width, height };
}
