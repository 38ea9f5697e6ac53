/**
 * A multipart upload: created with its first part, then completed or aborted. Amazon S3 API Reference,
 * CreateMultipartUpload, UploadPart, CompleteMultipartUpload, AbortMultipartUpload.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { objectPath, requestS3 } from "./object-request.ts";
import { CREATE_ONLY } from "./put-object.ts";
import type { S3Settings } from "./s3-options.ts";
import { text } from "./xml-text.ts";

export interface MultipartUpload {
  /** Uploads a part; part numbers start at 1. */
  put(partNumber: number, part: Bytes): Promise<void>;
  /** Creates the object from all parts uploaded. */
  complete(): Promise<void>;
  /** Discards the parts, which are otherwise kept and charged for. Does nothing without parts; never rejects. */
  abort(): Promise<void>;
}

export function multipartUpload(settings: S3Settings, key: string): MultipartUpload {
  const etags = new Map<number, string>();
  let begun: Promise<string> | undefined;
  const common = { action: `write ${key}`, path: objectPath(key), key, signal: undefined };

  const failure = (fact: string) => new StorageError("store", `Cannot write ${key}: ${fact}`, { key });
  const begin = () =>
    requestS3(settings, {
      ...common,
      method: "POST",
      query: { uploads: "" },
      parse(_, body) {
        const id = text(new TextDecoder().decode(body), "UploadId");
        if (!id) throw failure("the server named no upload");
        return id;
      },
    });

  return {
    async put(partNumber, part) {
      begun ??= begin();
      const uploadId = await begun;
      const etag = await requestS3(settings, {
        ...common,
        method: "PUT",
        query: { partNumber: String(partNumber), uploadId },
        body: part,
        parse: ({ headers }) => headers.get("etag"),
      });
      if (etag === null)
        throw failure("the server does not state the ETag of a part, or does not expose it to other origins");
      etags.set(partNumber, etag);
    },
    async complete() {
      const uploadId = (await begun) ?? "";
      const parts = [...etags].sort(([a], [b]) => a - b);
      const list = parts.map(
        ([number, etag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`,
      );
      await requestS3(settings, {
        ...common,
        method: "POST",
        query: { uploadId },
        body: new TextEncoder().encode(`<CompleteMultipartUpload>${list.join("")}</CompleteMultipartUpload>`),
        headers: settings.createOnly(key) ? CREATE_ONLY : {},
        parse: () => undefined,
      });
    },
    async abort() {
      try {
        const uploadId = await begun;
        if (uploadId === undefined) return;
        await requestS3(settings, {
          ...common,
          method: "DELETE",
          query: { uploadId },
          parse: () => undefined,
        });
      } catch {
        // The error that led here is the one to report; lifecycle rules of the bucket discard what is left.
      }
    },
  };
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
