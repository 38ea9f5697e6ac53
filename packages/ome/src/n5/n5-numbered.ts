/**
 * Children of N5 groups whose names end in a number: levels s0, s1, ..., channels, setups and time points.
 *
 * @module
 */

import type { CallOptions, ChunkSource, Group } from "@chunkwright/core";

export interface NumberedChild {
  readonly name: string;
  readonly node: Group | ChunkSource;
}

/**
 * Opens the children of `group` by the prefix before the number, in numeric order. Where nothing can list, those from
 * 0 on without a gap.
 */
export async function numberedChildren(
  group: Group,
  options: CallOptions,
): Promise<(prefix: string) => Promise<readonly NumberedChild[]>> {
  const names = group.list && (await collect(group.list(options)));
  return async (prefix) => {
    const children: NumberedChild[] = [];
    for (const name of names ? matching(names, prefix) : counted(prefix)) {
      const node = await group.open(name, options);
      if (node) children.push({ name, node });
      else if (!names) break;
    }
    return children;
  };
}

function matching(names: readonly string[], prefix: string): readonly string[] {
  const numbered = names.filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)));
  return numbered.sort((a, b) => Number(a.slice(prefix.length)) - Number(b.slice(prefix.length)));
}

function* counted(prefix: string): Generator<string> {
  for (let number = 0; ; number += 1) yield `${prefix}${number}`;
}

async function collect(names: AsyncIterable<string>): Promise<string[]> {
  const collected: string[] = [];
  for await (const name of names) collected.push(name);
  return collected;
}
