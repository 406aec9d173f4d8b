/** Sending through a program that takes a list: one list after the other, and what refers to a failed path is not tried. */

import type { PathInfo } from "../nix/path-info.ts";
import type { PathOutcome, Sending } from "./push-paths.ts";

/** `send` gives one outcome each, in order, and does not throw for what a server did. */
export function sendInTurn(
  send: (infos: readonly PathInfo[]) => Promise<readonly PathOutcome[]>,
  onDone: (outcome: PathOutcome) => void,
): Sending {
  const failed = new Set<string>();
  let before: Promise<unknown> = Promise.resolve();
  const note = (outcome: PathOutcome) => {
    if (outcome.result.state === "failed") failed.add(outcome.result.path);
  };
  const sendNext = async (infos: readonly PathInfo[]): Promise<readonly PathOutcome[]> => {
    const outcomes = new Map<string, PathOutcome>();
    const hopeful = infos.filter((info) => {
      const culprit = culpritOf(info, failed);
      if (culprit === undefined) return true;
      failed.add(info.path);
      outcomes.set(info.path, lost(info, culprit));
      return false;
    });
    const sent = hopeful.length === 0 ? [] : await send(hopeful);
    sent.forEach(note);
    for (const [index, info] of hopeful.entries()) {
      const outcome = sent[index] as PathOutcome;
      const culprit = outcome.result.state === "failed" ? culpritOf(info, failed) : undefined;
      outcomes.set(info.path, culprit === undefined ? outcome : lost(info, culprit));
    }
    const inOrder = infos.map(({ path }) => outcomes.get(path) as PathOutcome);
    inOrder.forEach(onDone);
    return inOrder;
  };
  return {
    add: (infos) => {
      const sending = before.then(() => sendNext(infos));
      before = sending;
      return sending;
    },
    give: (outcomes) => outcomes.forEach(note),
  };
}

function culpritOf(info: PathInfo, failed: ReadonlySet<string>): string | undefined {
  return info.references.find((reference) => reference !== info.path && failed.has(reference));
}

function lost({ path }: PathInfo, culprit: string): PathOutcome {
  return { result: { path, state: "failed", reason: `its reference ${culprit} is not in the cache` } };
}
