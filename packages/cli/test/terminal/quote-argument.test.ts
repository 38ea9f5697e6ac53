import { expect, it } from "vitest";
import { quoteArgument } from "../../src/terminal/quote-argument.ts";

it("quoteArgument() writes what shells take for one argument", () => {
  expect(quoteArgument("/a b/{t}.tif", "linux")).toBe("'/a b/{t}.tif'");
  expect(quoteArgument("it's/$t.tif", "darwin")).toBe("'it'\\''s/$t.tif'");
  expect(quoteArgument("C:\\it's\\{t}.tif", "win32")).toBe('"C:\\it\'s\\{t}.tif"');
});
