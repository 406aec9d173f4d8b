/**
 * Job `release`: tags the checked commit `vX.Y.Z`, after the version in package.json, and moves `vX` there. It installs
 * nothing and restores no cache: the bundles are those of the commit, which the job `check` has proven fresh.
 */

import { equals, github, secret } from "../model/expression.ts";
import { job } from "../model/job.ts";
import { pinned, run } from "../model/step.ts";
import { checkOut } from "./setup.ts";

/** `gh` writes through the API: no token lies in the checkout. A version is never released twice. */
const publish = `version="v$(node -p 'require("./package.json").version')"
major="\${version%%.*}"
tags() {
  gh api "repos/$GH_REPO/git/matching-refs/tags/$1" --jq "map(select(.ref == \\"refs/tags/$1\\")) | length"
}
if [ "$(tags "$version")" != 0 ]; then
  echo "::error file=package.json::$version is released: raise the version"
  exit 1
fi
gh release create "$version" --target "$SHA" --title "$version" --generate-notes dist/*.mjs
if [ "$(tags "$major")" = 0 ]; then
  gh api --method POST "repos/$GH_REPO/git/refs" -f "ref=refs/tags/$major" -f "sha=$SHA"
else
  gh api --method PATCH "repos/$GH_REPO/git/refs/tags/$major" -f "sha=$SHA" -F force=true
fi
`;

export function releaseJob(defaultBranch: string) {
  return job({
    id: "release",
    name: "Release the checked commit",
    needs: ["check"],
    if: equals(github("ref"), `refs/heads/${defaultBranch}`),
    runsOn: "ubuntu-24.04",
    timeoutMinutes: 10,
    environment: "release",
    permissions: {
      attestations: { access: "write", reason: "where each bundle comes from is put on record" },
      contents: { access: "write", reason: "tags and the release are made with it" },
      "id-token": { access: "write", reason: "the record is signed with this workflow's identity" },
    },
    steps: [
      checkOut(),
      pinned("attest-build-provenance", {
        name: "Put on record where the bundles come from",
        with: { "subject-path": "dist/*.mjs" },
      }),
      run(publish, {
        name: "Tag the version and move its major tag",
        env: { GH_REPO: github("repository"), GH_TOKEN: secret("GITHUB_TOKEN"), SHA: github("sha") },
      }),
    ],
  });
}
