/** Job summaries within the runner's limit, which drops the whole page when it is one byte over. */

/** Bytes a step may write: actions/runner, `GITHUB_STEP_SUMMARY`. */
const summaryBytes = 1024 * 1024;

const notice = "\n\n_This summary was cut: the whole is in the report file._\n";

/** Cuts at a line's end so that the page stays within the limit and says that it was cut. */
export function fitSummary(markdown: string, limit: number = summaryBytes): string {
  const bytes = new TextEncoder().encode(markdown);
  if (bytes.length <= limit) return markdown;
  const room = limit - new TextEncoder().encode(notice).length;
  const head = new TextDecoder().decode(bytes.subarray(0, Math.max(0, room)), { stream: true });
  return head.slice(0, Math.max(0, head.lastIndexOf("\n"))) + notice;
}
