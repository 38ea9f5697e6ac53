import { describe, expect, it } from "vitest";
import { s3Options } from "../../src/place/s3-environment.ts";
import { UsageError } from "../../src/usage-error.ts";

describe("s3Options()", () => {
  it("is anonymous where nothing is set", () => {
    expect(s3Options("b", {})).toEqual({ bucket: "b" });
    expect(s3Options("b", { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" })).toEqual({ bucket: "b" });
  });

  it("takes what Amazon's own tools take, the special before the general", () => {
    const environment = {
      AWS_ACCESS_KEY_ID: "id",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_SESSION_TOKEN: "token",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_REGION: "eu-north-1",
      AWS_ENDPOINT_URL: "https://general",
      AWS_ENDPOINT_URL_S3: "https://special",
    };
    expect(s3Options("b", environment)).toEqual({
      bucket: "b",
      credentials: { accessKeyId: "id", secretAccessKey: "secret", sessionToken: "token" },
      region: "eu-north-1",
      endpoint: "https://special",
    });
  });

  it("rejects half a key and an endpoint that is not a URL", () => {
    expect(() => s3Options("b", { AWS_ACCESS_KEY_ID: "id" })).toThrow(UsageError);
    expect(() => s3Options("b", { AWS_ENDPOINT_URL: "localhost:9000" })).toThrow(
      'The endpoint "localhost:9000" is not an http(s) URL',
    );
  });
});
