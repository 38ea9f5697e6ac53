import { StorageError } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { reportError } from "../../src/terminal/error-line.ts";
import { UsageError } from "../../src/usage-error.ts";

function failure(message: string, cause?: unknown): StorageError {
  return new StorageError("invalid-data", message, { format: "tiff" }, { cause });
}

describe("reportError()", () => {
  it("gives the code of a storage error", () => {
    expect(reportError(failure("Cannot read the IFD"))).toEqual({
      code: "invalid-data",
      message: "Cannot read the IFD",
    });
  });

  it("appends causes once each, on one line", () => {
    const error = failure(
      "Cannot decode chunk 0",
      failure("Deflate\n  stream ends early", new Error("stream ends early")),
    );
    expect(reportError(error).message).toBe("Cannot decode chunk 0: Deflate stream ends early");
  });

  it("leaves out what the system says where it has been said in words", () => {
    const cause = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    const error = failure("Cannot write 0/0: no space left on the device (ENOSPC)", cause);
    expect(reportError(error).message).toBe("Cannot write 0/0: no space left on the device (ENOSPC)");
  });

  it("ends in spite of causes that go round in a circle", () => {
    const error = new Error("a");
    error.cause = error;
    expect(reportError(error)).toEqual({ code: "internal", message: "a" });
  });

  it("tells mistakes on the command line, interruptions and exhausted memory apart", () => {
    expect(reportError(new UsageError("No such option"))).toEqual({
      code: "usage",
      message: "No such option",
    });
    expect(reportError(AbortSignal.abort().reason).code).toBe("interrupted");
    expect(reportError(new RangeError("Array buffer allocation failed")).code).toBe("unsupported");
    expect(reportError(new RangeError("Invalid typed array length: 9007199254740991")).code).toBe(
      "unsupported",
    );
  });

  it("calls everything else internal", () => {
    expect(reportError(new RangeError("Chunk [3] lies outside the grid")).code).toBe("internal");
    expect(reportError("a text")).toEqual({ code: "internal", message: "a text" });
  });
});
