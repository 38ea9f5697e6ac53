/**
 * Measuring: subjects take turns, so that a machine that grows hot or busy does so for all of them.
 *
 * @module
 */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What one run took; which members there are is the same for all samples of a subject. */
export interface Sample {
  readonly wall: number;
  /** Milliseconds of all threads. */
  readonly cpu: number;
  /** Peak resident memory in MiB, of subjects that are processes. */
  readonly rss?: number;
  /** Milliseconds that the calling thread was busy, of subjects that work in others. */
  readonly blocked?: number;
}

export interface Subject {
  /** Name and version. */
  readonly name: string;
  sample(): Promise<Sample>;
}

export interface Measured {
  readonly name: string;
  readonly samples: readonly Sample[];
}

/** For subjects that stay in one process: V8 goes on compiling what they call, in each worker anew, for a second or two. */
export const WARM_UPS = 4;

export interface MeasureOptions {
  /** Samples of each subject. */
  readonly rounds: number;
  /** Runs of each subject before the first that counts. */
  readonly warmUps: number;
  /** Told which rival failed and why. */
  readonly onFailure: (name: string, error: unknown) => void;
}

/**
 * `rounds` samples of each subject, in turn, each round begun by the next of them. The first subject is ours: it may
 * not fail. A rival that fails is left out.
 */
export async function measure(
  subjects: readonly Subject[],
  { rounds, warmUps, onFailure }: MeasureOptions,
): Promise<readonly Measured[]> {
  const taken = new Map<Subject, Sample[]>(subjects.map((subject) => [subject, []]));
  for (let round = -warmUps; round < rounds; round += 1) {
    const remaining = [...taken.keys()];
    const first = (round + warmUps) % remaining.length;
    for (const subject of [...remaining.slice(first), ...remaining.slice(0, first)]) {
      try {
        collectGarbage();
        const sample = await subject.sample();
        if (round >= 0) taken.get(subject)?.push(sample);
      } catch (error) {
        if (subject === subjects[0]) throw error;
        taken.delete(subject);
        onFailure(subject.name, error);
      }
    }
  }
  return [...taken].map(([{ name }, samples]) => ({ name, samples }));
}

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");
