/** A run in figures: how many attributes came to which end, and their seconds. Names, which anyone can choose, are no figures. */

import type { Table } from "../../workflows/table.ts";
import type { AttributeResult } from "../lib/results-file.ts";

/** Failures by class, all else by state. */
export function figuresTable(results: readonly AttributeResult[]): Table {
  const groups = Map.groupBy(results, ({ failure, state }) => failure?.class ?? state);
  return {
    header: ["result", "attributes", "seconds"],
    rows: [...groups]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, members]) => [name, String(members.length), String(Math.round(secondsOf(members)))]),
    figures: [1, 2],
  };
}

export function secondsOf(results: readonly AttributeResult[]): number {
  return results.reduce((sum, { seconds = 0 }) => sum + seconds, 0);
}
