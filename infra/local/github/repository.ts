/** One repository: its defaults when it is made, and its REST representation with every field the real provider reads. */

import { invalid } from "./answer.ts";
import { freshParts, type Json, type JsonObject, type RepositoryRecord } from "./records.ts";
import type { State } from "./state.ts";

const repositoryName = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;

/** What may be set by POST and PATCH, with what GitHub sets when it is not. */
const settable: JsonObject = {
  description: null,
  homepage: null,
  visibility: "public",
  default_branch: "main",
  archived: false,
  is_template: false,
  has_issues: true,
  has_projects: true,
  has_wiki: true,
  has_discussions: false,
  has_downloads: true,
  allow_merge_commit: true,
  allow_squash_merge: true,
  allow_rebase_merge: true,
  allow_auto_merge: false,
  allow_update_branch: false,
  allow_forking: true,
  delete_branch_on_merge: false,
  web_commit_signoff_required: false,
  squash_merge_commit_title: "COMMIT_OR_PR_TITLE",
  squash_merge_commit_message: "COMMIT_MESSAGES",
  merge_commit_title: "MERGE_MESSAGE",
  merge_commit_message: "PR_TITLE",
};

export function createRepository(state: State, owner: string, body: JsonObject): RepositoryRecord {
  const name = parseName(body["name"]);
  if (state.find(owner, name) !== undefined) throw invalid("name already exists on this account");
  const record: RepositoryRecord = {
    id: state.nextId(),
    owner,
    name,
    settings: settable,
    topics: [],
    branches: {},
    rulesets: [],
    secrets: {},
    variables: {},
    actionsPermissions: { enabled: true, allowed_actions: "all", sha_pinning_required: false },
    selectedActions: { github_owned_allowed: false, verified_allowed: false, patterns_allowed: [] },
    workflowPermissions: { default_workflow_permissions: "read", can_approve_pull_request_reviews: false },
    vulnerabilityAlerts: false,
    securityUpdates: false,
    ...freshParts(),
  };
  changeRepository(state, record, body);
  state.add(record);
  return record;
}

/** PATCH: what is named is set, what is not stays. */
export function changeRepository(state: State, record: RepositoryRecord, body: JsonObject): void {
  const name = body["name"] === undefined ? record.name : parseName(body["name"]);
  const other = state.find(record.owner, name);
  if (other !== undefined && other !== record) throw invalid("name already exists on this account");
  const branch = body["default_branch"];
  if (
    typeof branch === "string" &&
    branch !== record.settings["default_branch"] &&
    !(branch in record.branches)
  )
    throw invalid(`the branch ${branch} was not found`);
  const security = body["security_and_analysis"];
  const named = Object.entries(body).filter(([field, value]) => field in settable && value !== null);
  record.name = name;
  record.settings = {
    ...record.settings,
    ...Object.fromEntries(named),
    ...(body["visibility"] === undefined && typeof body["private"] === "boolean"
      ? { visibility: body["private"] ? "private" : "public" }
      : {}),
    ...(isObject(security)
      ? { security_and_analysis: { ...asObject(record.settings["security_and_analysis"]), ...security } }
      : {}),
  };
}

/** `root` is the server's own URL without a slash at the end. */
export function renderRepository(record: RepositoryRecord, root: string): JsonObject {
  const fullName = `${record.owner}/${record.name}`;
  const { security_and_analysis, ...settings } = record.settings;
  return {
    ...settings,
    id: record.id,
    node_id: nodeId(record),
    name: record.name,
    full_name: fullName,
    owner: { login: record.owner, id: 1, type: "Organization" },
    private: settings["visibility"] !== "public",
    fork: false,
    language: null,
    has_pages: record.pages !== null,
    topics: record.topics,
    url: `${root}/api/v3/repos/${fullName}`,
    html_url: `${root}/${fullName}`,
    clone_url: `${root}/${fullName}.git`,
    git_url: `git://${new URL(root).host}/${fullName}.git`,
    ssh_url: `git@${new URL(root).hostname}:${fullName}.git`,
    svn_url: `${root}/${fullName}`,
    permissions: { admin: true, maintain: true, push: true, triage: true, pull: true },
    ...(settings["visibility"] === "public" || security_and_analysis !== undefined
      ? { security_and_analysis: renderSecurity(security_and_analysis) }
      : {}),
  };
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function renderSecurity(given: Json | undefined): JsonObject {
  const off = { status: "disabled" };
  return { secret_scanning: off, secret_scanning_push_protection: off, ...asObject(given) };
}

function nodeId(record: RepositoryRecord): string {
  return `R_${Buffer.from(String(record.id)).toString("base64url")}`;
}

function parseName(value: Json | undefined): string {
  if (typeof value !== "string" || !repositoryName.test(value)) throw invalid("name is invalid");
  return value;
}
