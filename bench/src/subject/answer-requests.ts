/**
 * The other side of asked-process.ts: a program that answers requests.
 *
 * @module
 */

import { createInterface } from "node:readline";
import type { Sample, Subject } from "../measure/sample.ts";
import { inProcess } from "./in-process.ts";

/**
 * Answers the lines of stdin on stdout, by the handler that `do` names, one after the other, and returns at their
 * end.
 */
export async function answerRequests<R extends { readonly do: string }>(handlers: {
  readonly [name: string]: (request: R) => unknown;
}): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const request: R = JSON.parse(line);
    let answer: object;
    try {
      answer = { result: await handlers[request.do]!(request) };
    } catch (error) {
      answer = { error: String(error) };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

/** Operations by request: how often one must be repeated is measured once. */
export function repeatedSamples(): (
  key: string,
  operation: () => unknown,
  leastMs: number,
) => Promise<Sample> {
  const subjects = new Map<string, Subject>();
  return (key, operation, leastMs) => {
    const subject = subjects.get(key) ?? inProcess(key, operation, leastMs);
    subjects.set(key, subject);
    return subject.sample();
  };
}
