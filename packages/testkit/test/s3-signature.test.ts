import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { signatureFault } from "../src/s3-signature.ts";

/** The examples of the Amazon S3 API Reference, "Authenticating requests: using the Authorization header". */
const KEYS = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  region: "us-east-1",
};
const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

function request(url: string, headers: Record<string, string>, signature: string): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  message.method = "GET";
  message.url = url;
  const signed = {
    host: "examplebucket.s3.amazonaws.com",
    "x-amz-content-sha256": EMPTY_SHA256,
    "x-amz-date": "20130524T000000Z",
    ...headers,
  };
  const names = Object.keys(signed).sort().join(";");
  const credential = "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";
  message.headers = {
    ...signed,
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${signature}`,
  };
  return message;
}

const GET_OBJECT = [
  "/test.txt",
  { range: "bytes=0-9" },
  "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
] as const;
const LIST_OBJECTS = [
  "/?max-keys=2&prefix=J",
  {},
  "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
] as const;
const NOTHING = new Uint8Array(0);

describe("signatureFault()", () => {
  test.each([GET_OBJECT, LIST_OBJECTS])("finds none in Amazon's example %s", (...example) => {
    expect(signatureFault(request(...example), NOTHING, KEYS)).toBe(undefined);
  });

  test("finds what has been changed", () => {
    const [url, headers, signature] = GET_OBJECT;
    const message = request(url, headers, signature);
    expect(signatureFault(message, NOTHING, { ...KEYS, secretAccessKey: "x" })).toBe("SignatureDoesNotMatch");
    expect(signatureFault(message, NOTHING, { ...KEYS, accessKeyId: "x" })).toBe("InvalidAccessKeyId");
    expect(signatureFault(message, NOTHING, { ...KEYS, region: "x" })).toBe("AuthorizationHeaderMalformed");
    expect(signatureFault(message, NOTHING, { ...KEYS, sessionToken: "x" })).toBe("InvalidToken");
    expect(signatureFault(message, Uint8Array.of(1), KEYS)).toBe("XAmzContentSHA256Mismatch");
    expect(signatureFault(request("/other", headers, signature), NOTHING, KEYS)).toBe(
      "SignatureDoesNotMatch",
    );
    message.headers["x-amz-acl"] = "public-read";
    expect(signatureFault(message, NOTHING, KEYS)).toBe("AccessDenied");
  });
});
