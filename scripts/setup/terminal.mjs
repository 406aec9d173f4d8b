/** What the set-up says, all of it on standard error: a live line on a terminal, plain lines everywhere else. */

const live = process.stderr.isTTY === true && !process.env.CI && process.env.TERM !== "dumb";
const heartbeat = live ? 100 : 5000;
const running = new Set();

/** Work that takes time. `status` says how far it is; `end` prints what became of it and how long it took. */
export function startTask(label) {
  const task = { label, started: Date.now(), status: "" };
  if (!live) console.error(`setup: ${label} …`);
  running.add(task);
  const timer = setInterval(live ? drawLive : () => console.error(`setup: ${describe(task)}`), heartbeat);
  return {
    status(text) {
      task.status = text;
    },
    end(outcome = "") {
      clearInterval(timer);
      running.delete(task);
      clearLive();
      console.error(`setup: ${label}${outcome} … ${seconds(task.started)}`);
    },
  };
}

export function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/** As workflows/problem.ts renders it, with the last lines of a foreign program's output, if any, before the fix. */
export function renderProblem({ code, where, what, output = [], fix }) {
  const quoted = output.map((line) => `  | ${line}\n`).join("");
  return `${where}: error[${code}]: ${what}\n${quoted}  fix: ${fix}`;
}

function describe({ label, started, status }) {
  return `${label} … ${seconds(started)}${status === "" ? "" : `, ${status}`}`;
}

function drawLive() {
  const line = `setup: ${[...running].map(describe).join("; ")}`;
  process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
}

function clearLive() {
  if (live) process.stderr.write("\r\x1b[K");
}
