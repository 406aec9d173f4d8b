/** What surrounds the code: labels, Pages, webhooks. Labels that are not named stay as they are. */

import type * as github from "@pulumi/github";
import type { Settings } from "../settings-schema.ts";

export function planLabels({ repository, labels }: Settings) {
  return labels.map((label) => ({ repository: repository.name, ...label }));
}

/** Undefined: Pages are left alone. */
export function planPages({ repository, pages }: Settings): github.RepositoryPagesArgs | undefined {
  if (pages.build === "none") return undefined;
  return pages.build === "workflow"
    ? { repository: repository.name, buildType: "workflow" }
    : {
        repository: repository.name,
        buildType: "legacy",
        source: { branch: pages.branch, path: pages.path },
      };
}

/** The secret of a webhook is not here: it is found by the webhook's name. */
export function planWebhooks({ repository, webhooks }: Settings) {
  return webhooks.map(({ name, url, events, contentType }) => ({
    name,
    arguments: {
      repository: repository.name,
      active: true,
      events,
      configuration: { url, contentType, insecureSsl: false },
    } satisfies github.RepositoryWebhookArgs,
  }));
}
