/** Shards as GitHub's matrices: rows a job needs to find its shard, and nothing that grows with the number of packages. */

import type { Shard } from "../lib/plan-file.ts";

/** Jobs of one matrix, by GitHub's own limit. */
export const mostRows = 256;

/** With nesting: 16 matrices, whose rows still fit into the 1 MB that the outputs of a job may have. */
export const mostNestedRows = 4096;

export function renderMatrix(shards: readonly Shard[]): string {
  const include = shards.map(({ id, organization, system, runner }) => ({
    ...{ shard: id, organization, system, runner },
  }));
  return JSON.stringify({ include });
}

/** A matrix of matrices: each row is one call of a workflow, which takes `matrix` as its own. As few as can be, evenly filled. */
export function renderGroups(shards: readonly Shard[]): string {
  const count = Math.ceil(shards.length / mostRows);
  const size = Math.ceil(shards.length / Math.max(1, count));
  const include = Array.from({ length: count }, (_, index) => ({
    group: String(index + 1),
    matrix: renderMatrix(shards.slice(index * size, (index + 1) * size)),
  }));
  return JSON.stringify({ include });
}
