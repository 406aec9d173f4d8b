/** The fetchers of Nix and nixpkgs: what each takes and what its hash covers. It knows no fetcher of any other set. */

export type Fetcher = {
  /** What names the version: a revision of a repository, or a URL. `other`: neither, but it needs a hash. */
  readonly source: "repository" | "url" | "other";
  /** `flat`: the hash covers the very bytes that were downloaded. `unknown`: a table, given to a fetcher elsewhere. */
  readonly hashes: "flat" | "tree" | "unknown";
  /** Host of the forge, for `owner` and `repo`; `domain` and the like override it. */
  readonly forge?: string;
  /** A function of the language, which pure evaluation refuses unless the source is locked. */
  readonly builtin?: true;
};

const repository: Fetcher = { source: "repository", hashes: "tree" };
const flat: Fetcher = { source: "url", hashes: "flat" };
const unpacked: Fetcher = { source: "url", hashes: "tree" };
const other: Fetcher = { source: "other", hashes: "tree" };

/** A set with a URL or a revision and a hash, wherever it goes. */
export const tables = {
  repository,
  url: { source: "url", hashes: "unknown" },
} as const satisfies Record<string, Fetcher>;

/** By name; those of the language as `builtins.NAME`. Source: nixpkgs pkgs/build-support, top-level/all-packages.nix. */
export const fetchers: ReadonlyMap<string, Fetcher> = new Map<string, Fetcher>([
  ["builtins.fetchurl", { ...flat, builtin: true }],
  ["builtins.fetchTarball", { ...unpacked, builtin: true }],
  ["builtins.fetchGit", { ...repository, builtin: true }],
  ["builtins.fetchMercurial", { ...repository, builtin: true }],
  ["builtins.fetchTree", { ...repository, builtin: true }],
  ["fetchFromGitHub", { ...repository, forge: "github.com" }],
  ["fetchFromGitLab", { ...repository, forge: "gitlab.com" }],
  ["fetchFromBitbucket", { ...repository, forge: "bitbucket.org" }],
  ["fetchFromCodeberg", { ...repository, forge: "codeberg.org" }],
  ["fetchFromSourcehut", { ...repository, forge: "git.sr.ht" }],
  ["fetchFromTangled", { ...repository, forge: "tangled.org" }],
  ["fetchFromRepoOrCz", { ...repository, forge: "repo.or.cz" }],
  ["fetchFromGitea", repository],
  ["fetchFromForgejo", repository],
  ["fetchFromSavannah", repository],
  ["fetchFromGitiles", repository],
  ["fetchFromRadicle", repository],
  ["fetchgit", repository],
  ["fetchhg", repository],
  ["fetchsvn", repository],
  ["fetchfossil", repository],
  ["fetchpijul", repository],
  ["fetchurl", flat],
  ["fetchpatch", unpacked],
  ["fetchpatch2", unpacked],
  ["fetchzip", unpacked],
  ["fetchCrate", other],
  ["fetchPypi", other],
  ["fetchHex", other],
  ["fetchNpmDeps", other],
  ["fetchYarnDeps", other],
  ["fetchPnpmDeps", other],
  ["fetchCargoVendor", other],
  ["fetchMavenArtifact", other],
]);

/** Attributes that give a fetcher its hash. */
export const hashAttributes = ["hash", "sha256", "sha512", "sha1", "md5", "outputHash", "narHash"] as const;
