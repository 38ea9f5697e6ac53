import { expect, test } from "vitest";
import { measure, type Subject } from "../../src/measure/sample.ts";
import { inProcess } from "../../src/subject/in-process.ts";

function subject(name: string, order: string[], failsAt = Number.POSITIVE_INFINITY): Subject {
  let runs = 0;
  return {
    name,
    async sample() {
      order.push(name);
      runs += 1;
      if (runs >= failsAt) throw new Error(`run ${runs}`);
      return { wall: runs, cpu: runs };
    },
  };
}

const ignore = () => undefined;

test("measure() takes one sample of each subject per round, begun by the next of them", async () => {
  const order: string[] = [];
  const subjects = [subject("a", order), subject("b", order), subject("c", order)];
  const results = await measure(subjects, { rounds: 2, warmUps: 1, onFailure: ignore });
  expect(order.join("")).toBe("abcbcacab");
  expect(results.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  expect(results[0]!.samples).toEqual([
    { wall: 2, cpu: 2 },
    { wall: 3, cpu: 3 },
  ]);
});

test("measure() goes on without a rival that fails and tells why", async () => {
  const failures: string[] = [];
  const subjects = [subject("ours", []), subject("rival", [], 2)];
  const onFailure = (name: string, error: unknown) => failures.push(`${name}: ${error}`);
  const results = await measure(subjects, { rounds: 2, warmUps: 1, onFailure });
  expect(results.map(({ name }) => name)).toEqual(["ours"]);
  expect(failures).toEqual(["rival: Error: run 2"]);
});

test("measure() fails if the first subject does", async () => {
  const subjects = [subject("ours", [], 1), subject("rival", [])];
  await expect(measure(subjects, { rounds: 1, warmUps: 0, onFailure: ignore })).rejects.toThrow("run 1");
});

test("inProcess() repeats what is short and gives the time of one repetition", async () => {
  let runs = 0;
  const counted = inProcess("count", () => (runs += 1), 2);
  const { wall, cpu } = await counted.sample();
  expect(runs).toBeGreaterThan(100);
  expect(wall).toBeGreaterThan(0);
  expect(wall).toBeLessThan(1);
  expect(cpu).toBeGreaterThanOrEqual(0);
});
