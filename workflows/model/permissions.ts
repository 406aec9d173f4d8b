/** What a job's token may do: reading the code needs no reason, everything else needs one, and the file shows it. */

type Scope =
  | "actions"
  | "attestations"
  | "checks"
  | "contents"
  | "deployments"
  | "discussions"
  | "id-token"
  | "issues"
  | "packages"
  | "pages"
  | "pull-requests"
  | "security-events"
  | "statuses";

export type Granted = {
  readonly access: "read" | "write";
  /** Half a sentence, rendered beside the line. */
  readonly reason: string;
};

export type Permissions = {
  readonly [S in Scope]?: S extends "contents" ? "read" | Granted : Granted;
};
