import { expect, test } from "vitest";
import { elements, text } from "../../src/s3/xml-text.ts";

test("text() resolves references and leaves invalid ones", () => {
  expect(text("<R><K>a&amp;&lt;&gt;&quot;&apos;&#233;&#x1F52c;&nbsp;&#x110000;</K></R>", "K")).toBe(
    "a&<>\"'é🔬&nbsp;&#x110000;",
  );
  expect(text("<R><Keys>no</Keys></R>", "K")).toBe(undefined);
  expect(text("<K></K>", "K")).toBe("");
});

test("elements() finds each, over several lines and with attributes", () => {
  expect(elements('<C a="1"><K>1</K>\n</C><C><K>2</K></C>', "C")).toEqual(["<K>1</K>\n", "<K>2</K>"]);
});
