/**
 * Who must approve a deployment. The GitHub provider sets reviewers and never notices that they are gone: it keeps what the
 * answer no longer names. This reads them, and sends the same environment again. It goes when that provider has learnt it.
 */

import type { JsonRecord } from "../github-api.ts";
import { type Kind, type Place, textIn } from "./kind.ts";

export const environmentReviewers: Kind = {
  identity: ["repository", "environment"],
  idOf: (inputs) => `${textIn(inputs, "repository")}:${textIn(inputs, "environment")}`,
  apply: async (place, inputs) => {
    await place.api.send("PUT", pathOf(place, inputs), {
      wait_timer: inputs["waitMinutes"],
      can_admins_bypass: inputs["adminsBypass"],
      prevent_self_review: inputs["preventSelfReview"],
      reviewers: [...reviewers("User", inputs["users"]), ...reviewers("Team", inputs["teams"])],
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
    });
    return {};
  },
  read: async (place, inputs) => {
    const environment = await place.api.find(pathOf(place, inputs));
    if (environment === undefined) return undefined;
    return { inputs: { ...inputs, ...rulesOf(environment) }, outputs: {} };
  },
};

function pathOf({ owner }: Place, inputs: JsonRecord): string {
  const name = encodeURIComponent(textIn(inputs, "environment"));
  return `/repos/${owner}/${textIn(inputs, "repository")}/environments/${name}`;
}

function reviewers(type: "User" | "Team", ids: unknown) {
  return numbers(ids).map((id) => ({ type, id }));
}

function rulesOf(environment: JsonRecord): JsonRecord {
  const rules = (environment["protection_rules"] ?? []) as readonly JsonRecord[];
  const rule = rules.find(({ type }) => type === "required_reviewers");
  const found = (rule?.["reviewers"] ?? []) as readonly { type: string; reviewer: { id: number } }[];
  const idsOf = (wanted: string): readonly number[] =>
    found.filter(({ type }) => type === wanted).map(({ reviewer }) => reviewer.id);
  return {
    users: idsOf("User").toSorted((left, right) => left - right),
    teams: idsOf("Team").toSorted((left, right) => left - right),
    preventSelfReview: rule?.["prevent_self_review"] === true,
  };
}

function numbers(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}
