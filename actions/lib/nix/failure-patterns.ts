/** What Nix says when a build fails, from 2.3 to 2.35, Lix and Determinate: one table, read from the top, first match wins. */

import type { FailureClass } from "../results-file.ts";

/** One message of Nix, understood. */
export type Finding = {
  readonly class: FailureClass;
  /** What happened, to follow a subject: `exited with code 2`. */
  readonly reason: string;
  /** The derivation it speaks of; before Nix 2.4 an output path in hash mismatches; absent when the message names none. */
  readonly path?: string;
  readonly wantedHash?: string;
  readonly gotHash?: string;
  /** Seconds after which a build was ended, or of silence. */
  readonly limit?: number;
  readonly exitCode?: number;
  readonly signal?: number;
  /** The system that is needed and not there. Absent when only a feature is missing. */
  readonly system?: string;
  /** Worth another try as it is. */
  readonly transient?: boolean;
  /** Remote builder that failed, or that could not be reached: its store URI without parameters. */
  readonly machine?: string;
  /** No builder took it; when one of them could not be reached, that is why. */
  readonly declined?: true;
  /** False: we only repeat what Nix said. Default: true. */
  readonly certain?: false;
  /** The end of the builder's log when the message quotes it. */
  readonly quotedLog?: readonly string[];
};

type Groups = Readonly<Record<string, string | undefined>>;

type Pattern = {
  readonly class: FailureClass;
  readonly text: RegExp;
  readonly read: (groups: Groups) => Omit<Finding, "class">;
};

const transientStatus = /^(?:408|425|429|5\d\d)$/;
/** No host, no connection, time-out, TLS broken off, nothing received, connection reset, HTTP/2 stream broken. */
const transientCurl = /^(?:5|6|7|16|18|28|35|52|55|56|92)$/;

const cannotBuild = String.raw`Cannot build '(?<drv>[^']+)'\.\s+Reason: `;

export const failurePatterns: readonly Pattern[] = [
  {
    class: "hash-mismatch",
    // Nix 2.32 leaves `got:` out when the right content is in the store already: NixOS/nix#14411.
    text: /hash mismatch in fixed-output derivation '(?<path>[^']+)':(?:\s+likely URL: [^\n]*)?\s+(?:specified|wanted):\s+(?<want>\S+)(?:\s+got:\s+(?<got>\S+))?/,
    read: ({ path, want = "", got }) => ({
      reason:
        got === undefined
          ? `is not ${want}, and this Nix does not tell what it is`
          : `got ${got}, not ${want}`,
      ...named(path),
      ...(got === undefined ? { wantedHash: want } : hashes(want, got)),
    }),
  },
  {
    class: "hash-mismatch",
    text: /hash mismatch in file downloaded from '(?<url>[^']+)':\s+(?:specified|wanted):\s+(?<want>\S+)\s+got:\s+(?<got>\S+)/,
    read: ({ url, want, got }) => ({ reason: `${url} has ${got}, not ${want}`, ...hashes(want, got) }),
  },
  {
    // Since 2.32 one of the two places that print this swaps the values: neither is offered as the right one.
    class: "hash-mismatch",
    text: /NAR hash mismatch in input '(?<input>[^']+)'(?: \([^)]*\))?, expected '(?<want>[^']+)'(?:,| but) got (?:'(?<got>[^']+)'|none)/,
    read: ({ input }) => ({ reason: `flake input ${input} is not what the lock file says` }),
  },
  {
    class: "timeout",
    text: /(?:building (?:of )?(?:derivation )?'(?<drv>[^'!^]+)[^']*'.*|Cannot build '(?<drv2>[^']+)'\.\s+Reason: .*)?timed out after (?<seconds>\d+) seconds(?<silent> of silence)?/,
    read: ({ drv, drv2, seconds, silent }) => ({
      reason:
        silent === undefined ? `ran longer than ${seconds} seconds` : `was silent for ${seconds} seconds`,
      ...named(drv ?? drv2),
      limit: Number(seconds),
    }),
  },
  {
    class: "log-limit",
    text: /(?:building (?:of )?(?:derivation )?'(?<drv>[^'!^]+)[^']*'.*|Cannot build '(?<drv2>[^']+)'\.\s+Reason: .*)?killed after writing more than (?<bytes>\d+) bytes of log/,
    read: ({ drv, drv2, bytes }) => ({
      reason: `wrote more than ${bytes} bytes of log`,
      ...named(drv ?? drv2),
    }),
  },
  {
    class: "disk-full",
    text: /lack of free disk space|[Nn]o space left on device|[Dd]isk quota exceeded|database or disk is full/,
    read: () => ({ reason: "found the disk full", transient: true }),
  },
  {
    class: "unsupported-system",
    text: /a '(?<need>[^']+)' with features \{(?<features>[^}]*)\} is required to build '(?<drv>[^']+)', but I am a '(?<have>[^']+)'/,
    read: wrongSystem,
  },
  {
    class: "unsupported-system",
    text: new RegExp(
      `${cannotBuild}(?:required system or feature not available|platform mismatch)\\s+Required system: '(?<need>[^']+)'(?: with features \\{(?<features>[^}]*)\\})?\\s+Current system: '(?<have>[^']+)'`,
    ),
    read: wrongSystem,
  },
  {
    class: "unsupported-system",
    text: new RegExp(`${cannotBuild}missing system features\\s+Required features: \\{(?<features>[^}]*)\\}`),
    read: ({ drv, features }) => ({ reason: `needs the system features {${features}}`, ...named(drv) }),
  },
  {
    class: "unsupported-system",
    text: new RegExp(`${cannotBuild}local builds are disabled|unable to start any build; either increase`),
    read: ({ drv }) => ({ reason: "found no builder: max-jobs is 0 here", ...named(drv), declined: true }),
  },
  {
    // Names the derivation without its folder. Before 2.34 the features stand in no brackets.
    class: "unsupported-system",
    text: /Failed to find a machine for remote build!\s+derivation: (?<drv>\S+\.drv)\s+required \(system, features\): \((?<need>[^,]*), \[?(?<features>[^\])]*)\]?\)\s+(?<count>\d+) available/,
    read: ({ drv, need, features = "", count }) => ({
      reason: `found no builder of ${need}${features.trim() === "" ? "" : ` with features {${features}}`} among ${count} remote ones, and none here`,
      ...named(`/nix/store/${drv}`),
      declined: true,
    }),
  },
  {
    class: "unsupported-system",
    text: /unable to start any build;/,
    read: () => ({ reason: "found no builder", declined: true }),
  },
  {
    class: "network",
    text: /cannot build on '(?<machine>[^']+)':/,
    read: ({ machine = "" }) => ({
      reason: `could not reach the builder ${withoutParameters(machine)}`,
      machine: withoutParameters(machine),
      transient: true,
    }),
  },
  {
    class: "broken",
    text: /is marked as broken, refusing to evaluate|because it is marked as broken|because it has problems:\s+- broken:|«broken»/,
    read: () => ({ reason: "is marked as broken" }),
  },
  {
    class: "unfree",
    text: /has an unfree license \(‘(?<license>[^’]*)’\)/,
    read: ({ license }) => ({ reason: `has the unfree license ${license}` }),
  },
  {
    class: "insecure",
    text: /is marked as insecure|has problems:\s+(?:- [^\n]*\n\s*)*- insecure/,
    read: () => ({ reason: "is marked as insecure" }),
  },
  {
    class: "unsupported-system",
    text: /is not available on the requested hostPlatform|is not supported on ‘[^’]+’/,
    read: () => ({ reason: "is not available on this platform" }),
  },
  {
    class: "no-output",
    text: /builder for '(?<drv>[^']+)' failed to produce output path(?: for output '(?<output>[^']+)' at)? ['"](?<path>[^'"]+)/,
    read: ({ drv, output, path }) => ({ reason: `did not make its output ${output ?? path}`, ...named(drv) }),
  },
  {
    class: "builder-failed",
    text: /(?:Cannot build '(?<drv>[^']+)'\.\s+Reason: builder |builder for '(?<drv2>[^']+)' )failed (?:with exit code (?<code>\d+)|due to signal (?<signal>\d+)(?: \((?<title>[^)]*)\))?)/,
    read: ({ drv, drv2, code, signal, title }) => ({
      reason:
        code === undefined ? `was killed by signal ${signal} (${title ?? "?"})` : `exited with code ${code}`,
      ...named(drv ?? drv2),
      ...(code === undefined ? { signal: Number(signal) } : { exitCode: Number(code) }),
    }),
  },
  {
    class: "network",
    text: /some substitutes for the outputs of derivation '(?<drv>[^']+)' failed/,
    read: ({ drv }) => ({ reason: "could not be fetched from its cache", ...named(drv), transient: true }),
  },
  {
    class: "network",
    text: /unable to (?:download|upload) '(?<url>[^']+)': (?:HTTP error (?<status>\d+)|[^\n]*?\((?<curl>\d+)\))(?![^\n]*retrying in)/,
    read: ({ url, status, curl }) => ({
      reason: `could not fetch ${url}: ${status === undefined ? `curl error ${curl}` : `HTTP status ${status}`}`,
      transient: status === undefined ? transientCurl.test(curl ?? "") : transientStatus.test(status),
    }),
  },
  {
    class: "network",
    text: /failed to start SSH connection to '(?<host>[^']+)'|cannot connect to '(?<host2>[^']+)'/,
    read: ({ host, host2 }) => ({ reason: `could not reach the builder ${host ?? host2}`, transient: true }),
  },
  {
    class: "cancelled",
    text: /Nix daemon disconnected unexpectedly|cannot connect to (?:socket|daemon) at/,
    read: () => ({ reason: "lost the Nix daemon" }),
  },
  {
    class: "out-of-memory",
    text: /Cannot allocate memory|std::bad_alloc|[Oo]ut of memory/,
    read: () => ({ reason: "found no memory left", transient: true }),
  },
  {
    class: "builder-failed",
    text: /derivation '(?<drv>[^']+)' may not be deterministic: (?<what>[^\n]*)/,
    read: ({ drv, what }) => ({ reason: `is not deterministic: ${what}`, ...named(drv) }),
  },
  {
    // Its file is in the folder, as a copy that nobody registered is, or it is not even that.
    class: "evaluation",
    text: /cannot build missing derivation '(?<drv>[^']+)'|failed to obtain derivation of '(?<drv2>[^']+)'/,
    read: ({ drv, drv2 }) => ({
      reason: "is no derivation that this store knows: evaluate it again",
      ...named(drv ?? drv2),
    }),
  },
  {
    // In words that nothing above knows. Nix then says once more, of here, that the builder failed with code 1.
    class: "network",
    text: /build of '(?<drv>[^']+)' on '[^']+' failed:[^\n]*(?:end-of-file|disconnected|[Bb]roken pipe|[Cc]onnection (?:reset|closed|timed out))/,
    read: ({ drv }) => ({ reason: "lost its builder", ...named(drv), transient: true }),
  },
  {
    class: "builder-failed",
    text: /build of '(?<drv>[^']+)' on '[^']+' failed: (?:[\s\S]*error: )?(?<words>[^\n]+)/,
    read: ({ drv, words }) => ({ reason: `failed: ${words}`, ...named(drv), certain: false }),
  },
  {
    // Never a root cause: said of those that wait for one.
    class: "dependency-failed",
    text: /Cannot build '(?<drv>[^']+)'\.\s+Reason: \d+ dependenc(?:y|ies) failed|\d+ dependencies of derivation '(?<drv2>[^']+)' failed to build|cannot build derivation '(?<drv3>[^']+)': \d+ dependencies couldn't be built/,
    read: ({ drv, drv2, drv3 }) => ({
      reason: "waits for a dependency that failed",
      ...named(drv ?? drv2 ?? drv3),
    }),
  },
];

/** The key's file and the like, of which a reader needs nothing. */
export function withoutParameters(storeUri: string): string {
  return storeUri.replace(/\?.*$/s, "");
}

function wrongSystem({ drv, need, have, features = "" }: Groups): Omit<Finding, "class"> {
  const wanted = features.trim() === "" ? `${need}` : `${need} with features {${features}}`;
  return {
    reason: `needs a machine of ${wanted}, this one is ${have}`,
    ...named(drv),
    ...(need !== undefined && need !== have && features.trim() === "" ? { system: need } : {}),
  };
}

function named(path: string | undefined): { readonly path?: string } {
  return path === undefined ? {} : { path };
}

function hashes(wanted = "", got = ""): { readonly wantedHash: string; readonly gotHash: string } {
  return { wantedHash: wanted, gotHash: got };
}
