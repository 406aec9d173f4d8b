/** Where paths are pushed to, whoever does it. A port: three adapters give the same answers, and none decides what to push. */

import type { Outcome } from "../../../workflows/problem.ts";
import type { Environment } from "../host/host.ts";
import type { Nix } from "../nix/command.ts";
import type { PathInfo } from "../nix/path-info.ts";
import type { Http, HttpSettings } from "./http.ts";
import type { Keep } from "./pin.ts";
import type { PathOutcome, Sending } from "./push-paths.ts";
import type { TargetReference } from "./reference.ts";
import type { ReadBack, ReadDepth } from "./verify.ts";

export type Target = {
  /** Why nothing may be written, in words; undefined when it may. */
  readonly readOnly: string | undefined;
  /** Store paths of those it lacks. */
  readonly findMissing: (infos: readonly PathInfo[]) => Promise<Outcome<ReadonlySet<string>>>;
  readonly openSending: (onDone: (outcome: PathOutcome) => void) => Sending;
  /** Undefined: it knows no pins. */
  readonly pin: ((path: string, name: string, keep: Keep) => Promise<Outcome<undefined>>) | undefined;
  readonly readBack: (infos: readonly PathInfo[], depth: ReadDepth) => Promise<ReadonlyMap<string, ReadBack>>;
};

/** All that an adapter may use. */
export type TargetWorld = {
  readonly nix: Nix;
  readonly environment: Environment;
  /** A folder that is gone after the push: for keys that a program takes by file. */
  readonly folder: () => Promise<string>;
  readonly http: Http;
  readonly wait: HttpSettings["wait"];
  readonly random: HttpSettings["random"];
  readonly signal: AbortSignal;
  readonly nar: { readonly level: number; readonly caseHack: boolean };
};

export type TargetRequest<R extends TargetReference = TargetReference> = {
  readonly cache: R;
  /** Empty: anonymous. */
  readonly token: string;
  /** Empty: the other side signs, or nobody. */
  readonly signingKey: string;
};
