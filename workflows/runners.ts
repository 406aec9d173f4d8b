/**
 * GitHub's hosted runners: which label builds for which Nix system, and which labels are on their way out. Who has runners of
 * their own names them.
 * Last compared with actions/runner-images on 2026-08-21.
 */

export type Runner = {
  readonly label: string;
  /** What will soon go wrong with this system, if anything. */
  readonly warning?: string;
};

/** System to the label of a runner of one's own, or of a larger one of GitHub's. */
export type OwnRunners = ReadonlyMap<string, string>;

/** Of a processor and a kernel, as Nix writes it. */
export const systemShape = /^[a-z0-9_]+-[a-z0-9_]+$/;
/** A label goes into `runs-on` of the matrix: no list and no expression. */
export const labelShape = /^[A-Za-z0-9][\w. -]*$/;

const linux = "ubuntu-24.04";

const runners: Readonly<Record<string, Runner>> = {
  "x86_64-linux": { label: linux },
  "i686-linux": { label: linux },
  "aarch64-linux": { label: "ubuntu-24.04-arm" },
  "aarch64-darwin": { label: "macos-15" },
  "x86_64-darwin": {
    label: "macos-15-intel",
    warning:
      "nixpkgs 26.05 is the last release with x86_64-darwin, and GitHub ends Intel macOS in autumn 2027",
  },
};

/** Systems for which GitHub hosts a runner. */
export const hostedSystems: readonly string[] = Object.keys(runners);

/** Undefined when GitHub hosts no runner for the system and there is no own one. */
export function runnerFor(system: string, own: OwnRunners = new Map()): Runner | undefined {
  const hosted = Object.hasOwn(runners, system) ? runners[system] : undefined;
  const label = own.get(system);
  return label === undefined ? hosted : { ...hosted, label };
}

const fading: Readonly<Record<string, string>> = {
  "ubuntu-20.04": "gone since 2025-04-15",
  "ubuntu-22.04": "deprecated from 2026-09-17, gone on 2027-04-17",
  "ubuntu-latest-arm": "there never was such a label",
  "macos-12": "gone since 2024-12-03",
  "macos-13": "gone since 2025-12",
  "macos-14": "deprecated since 2026-07-06, gone on 2026-11-02",
};

/** What is wrong with a label that a user chose; undefined for all that is current or self-hosted. */
export function labelWarning(label: string): string | undefined {
  const generation = label.replace(/-(large|xlarge|arm|intel)$/, "");
  return fading[label] ?? fading[generation];
}
