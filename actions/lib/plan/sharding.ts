/** Packs what is to be built into jobs: per organization and system, dependencies together, balanced. Same input, same jobs. */

import { type OwnRunners, runnerFor } from "../../../workflows/runners.ts";
import type { Entry, Shard } from "../plan-file.ts";
import { byCodeUnits } from "./order.ts";

export type ShardingOptions = {
  readonly maxJobs: number;
  /** A job is not made longer than this while there are jobs left. */
  readonly targetSeconds: number;
  /** Seconds an entry takes, without what it is made of. */
  readonly costOf: (entry: Entry) => number;
  /** Seconds of a derivation that is built on the way. Default: nothing. */
  readonly costOfDependency?: (drvPath: string) => number;
  /** What is built on the way to the entry; entries that share any of it are built in one job. */
  readonly dependenciesOf: (entry: Entry) => ReadonlySet<string>;
  readonly runners?: OwnRunners;
};

/** Stands for the organization of a job that builds for more than one. */
const severalOrganizations = "several";

/** `maxJobs` must be at least the number of systems: no job builds for two. */
export function packShards(entries: readonly Entry[], options: ShardingOptions): readonly Shard[] {
  const groups = mergeToFit(groupEntries(entries, options), options.maxJobs).map((group) => ({
    ...group,
    clusters: clusterEntries(group.entries, options),
  }));
  const jobs = shareJobs(groups, options);
  const names = new Set<string>();
  return groups.flatMap((group, index) =>
    spread(group.clusters, jobs[index] ?? 1).map((bin) => shardOf(group, bin, names, options.runners)),
  );
}

type Group = {
  readonly organization: string;
  readonly system: string;
  readonly entries: readonly Entry[];
  readonly cost: number;
};

type Cluster = { readonly attrs: readonly string[]; readonly cost: number };

function groupEntries(entries: readonly Entry[], options: ShardingOptions): readonly Group[] {
  const sorted = entries.toSorted((a, b) => byCodeUnits(a.attr, b.attr));
  const groups = Map.groupBy(sorted, ({ organization, system }) => JSON.stringify([organization, system]));
  return [...groups.values()]
    .map((members) => ({
      organization: members[0]?.organization ?? "",
      system: members[0]?.system ?? "",
      entries: members,
      cost: costOfAll(members, options),
    }))
    .toSorted(byName);
}

/** Puts the two smallest groups of a system together until there are few enough. */
function mergeToFit(groups: readonly Group[], maxJobs: number): readonly Group[] {
  const merged = [...groups];
  while (merged.length > maxJobs) {
    const bySize = merged.toSorted((a, b) => a.cost - b.cost || byName(a, b));
    const smallest = bySize.find((one) => bySize.some((other) => isPartner(one, other)));
    const partner = bySize.find((other) => smallest !== undefined && isPartner(smallest, other));
    if (smallest === undefined || partner === undefined) break;
    merged.splice(merged.indexOf(smallest), 1);
    merged.splice(merged.indexOf(partner), 1, {
      organization: severalOrganizations,
      system: smallest.system,
      entries: [...smallest.entries, ...partner.entries].toSorted((a, b) => byCodeUnits(a.attr, b.attr)),
      cost: smallest.cost + partner.cost,
    });
  }
  return merged.toSorted(byName);
}

function isPartner(one: Group, other: Group): boolean {
  return one !== other && one.system === other.system;
}

/** Entries that build the same thing on the way, or each other, in one cluster. */
function clusterEntries(entries: readonly Entry[], options: ShardingOptions): readonly Cluster[] {
  const parent = entries.map((_, index) => index);
  const find = (start: number): number => {
    let at = start;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] ?? at] ?? at;
      at = parent[at] ?? at;
    }
    return at;
  };
  const firstUser = new Map<string, number>();
  for (const [index, entry] of entries.entries())
    for (const derivation of [entry.drvPath, ...options.dependenciesOf(entry)]) {
      const user = firstUser.get(derivation);
      if (user === undefined) firstUser.set(derivation, index);
      else parent[find(index)] = find(user);
    }
  const clusters = Map.groupBy(entries.entries(), ([index]) => find(index));
  return [...clusters.values()].map((members) => ({
    attrs: members.map(([, { attr }]) => attr),
    cost: costOfAll(
      members.map(([, entry]) => entry),
      options,
    ),
  }));
}

/** An alias is built once, and so is what several are made of. */
function costOfAll(
  entries: readonly Entry[],
  { costOf, costOfDependency = () => 0, dependenciesOf }: ShardingOptions,
): number {
  const costs = new Map<string, number>();
  for (const entry of entries)
    for (const drvPath of dependenciesOf(entry)) costs.set(drvPath, costOfDependency(drvPath));
  for (const entry of entries) costs.set(entry.drvPath, costOf(entry));
  return [...costs.values()].reduce((sum, cost) => sum + cost, 0);
}

/** How many jobs each group gets: one each, then the next to whose jobs are longest, as long as it helps. */
function shareJobs(
  groups: readonly { readonly clusters: readonly Cluster[]; readonly cost: number }[],
  { maxJobs, targetSeconds }: ShardingOptions,
): readonly number[] {
  const jobs = groups.map(() => 1);
  for (let left = maxJobs - groups.length; left > 0; left--) {
    let longest = -1;
    let length = targetSeconds;
    for (const [index, { clusters, cost }] of groups.entries()) {
      const now = cost / (jobs[index] ?? 1);
      if ((jobs[index] ?? 1) < clusters.length && now > length) {
        longest = index;
        length = now;
      }
    }
    if (longest < 0) break;
    jobs[longest] = (jobs[longest] ?? 1) + 1;
  }
  return jobs;
}

/** Longest processing time first: at most 4/3 of the best possible longest job. */
function spread(clusters: readonly Cluster[], jobs: number): readonly Cluster[] {
  const bins = Array.from({ length: jobs }, () => ({ attrs: [] as string[], cost: 0 }));
  for (const cluster of clusters.toSorted((a, b) => b.cost - a.cost || byCodeUnits(first(a), first(b)))) {
    const lightest = bins.reduce((best, bin) => (bin.cost < best.cost ? bin : best));
    lightest.attrs.push(...cluster.attrs);
    lightest.cost += cluster.cost;
  }
  const filled = bins.filter(({ attrs }) => attrs.length > 0);
  for (const { attrs } of filled) attrs.sort(byCodeUnits);
  return filled.toSorted((a, b) => byCodeUnits(first(a), first(b)));
}

function shardOf(group: Group, bin: Cluster, names: Set<string>, runners?: OwnRunners): Shard {
  const { organization, system } = group;
  const stem = `${organization}-${system}`.replaceAll(/[^A-Za-z0-9_.-]/g, "-");
  let id = stem;
  for (let number = 2; names.has(id.toLowerCase()); number++) id = `${stem}-${number}`;
  names.add(id.toLowerCase());
  const runner = runnerFor(system, runners)?.label ?? "";
  return { id, organization, system, runner, attrs: [...bin.attrs], estimate: bin.cost };
}

function byName(a: Group, b: Group): number {
  return byCodeUnits(a.organization, b.organization) || byCodeUnits(a.system, b.system);
}

function first({ attrs }: Cluster): string {
  return attrs[0] ?? "";
}
