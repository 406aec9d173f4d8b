/** Joins what was sent with what was read back: a path that cannot be read is not pushed, whatever the server said. */

import type { PathResult } from "../results-file.ts";
import type { PathOutcome } from "./push-paths.ts";
import type { ReadBack } from "./verify.ts";

/** `pushed` is undefined for what was there before, `seen` for what was not read back. */
export function judge(
  path: string,
  pushed: PathOutcome | undefined,
  seen: ReadBack | undefined,
): PathOutcome {
  const result: PathResult = pushed?.result ?? { path, state: "present" };
  if (seen?.state === "upstream" && result.state === "present")
    return { result: { ...result, state: "upstream", reason: `signed by ${seen.signer}` } };
  if (seen?.state === "upstream")
    return unreadable(result, `it is signed by ${seen.signer}, not by the cache`);
  if (seen?.state === "unreadable") return unreadable(result, seen.reason);
  // Of what another program sent, only the cache can say what it weighs.
  if (result.state === "pushed" && result.fileBytes === undefined && seen?.fileBytes !== undefined)
    return { result: { ...result, fileBytes: seen.fileBytes } };
  return pushed ?? { result };
}

function unreadable(result: PathResult, reason: string): PathOutcome {
  return {
    result: { ...result, state: "failed", reason: `not readable: ${reason}` },
    problem: {
      code: "read-back-failed",
      severity: "error",
      where: result.path,
      what: `${result.path} was ${result.state} and cannot be read back: ${reason}`,
      fix: "look at the cache's size limit and keys, then push again",
    },
  };
}
