/** Pushes what is finished while the rest still builds. Without a cache it does nothing and says nothing. */

import type { InputsOf } from "../../workflows/contract/contract.ts";
import type { nixBuild } from "../../workflows/contract/nix-build.ts";
import { type Outcome, refuse, succeed } from "../../workflows/problem.ts";
import type { PushEffects } from "../lib/cache/push.ts";
import type { PushReport } from "../lib/cache/push-report.ts";
import { parseTargetReference } from "../lib/cache/reference.ts";
import type { Host } from "../lib/host/host.ts";
import type { Nix } from "../lib/nix/command.ts";
import { afterGrace } from "./stop.ts";

export type Delivery = {
  readonly add: (paths: readonly string[]) => void;
  /** Undefined when there is no cache to push to. */
  readonly finish: () => Promise<PushReport | undefined>;
};

const none: Delivery = { add: () => undefined, finish: async () => undefined };

export async function openDelivery(
  inputs: Pick<InputsOf<typeof nixBuild>, "cache" | "authToken" | "signingKey" | "policy">,
  host: Host,
  nix: Nix,
  effects: PushEffects = {},
): Promise<Outcome<Delivery>> {
  if (inputs.cache === "") return succeed(none);
  const cache = parseTargetReference(inputs.cache, "auto");
  if (!cache.ok) return refuse(...cache.problems);
  const { openPushQueue } = await import("../lib/cache/push-queue.ts");
  const terms = {
    ...{ cache: cache.value, token: inputs.authToken, signingKey: inputs.signingKey },
    ...{ policy: inputs.policy, verify: "quick" as const },
  };
  // The builds' line is the one to watch, and a cancelled run still sends what is done.
  const pushHost = { ...host, progress: () => undefined, signal: afterGrace(host.signal) };
  return succeed(openPushQueue(terms, nix, pushHost, effects));
}
