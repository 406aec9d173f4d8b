#!/usr/bin/env node
// lantern-nsid says whether an NSID is one, and who answers for it.
// https://atproto.com/specs/nsid
//
// It neither imports nor requires: a program without an ending is either kind of module,
// as the package.json above the folder it was copied to has it.

const version = "@version@";

const usage = `usage: lantern-nsid [NSID...]   NSIDs from standard input when none is given
       lantern-nsid --version | --help

Prints NSID, authority, name, and the DNS name that says where its lexicon lies.
`;

const longest = 317;
const longestAuthority = 253;
const longestSegment = 63;

function findFault(nsid) {
  if (nsid === "") return "an NSID is not empty";
  const wrong = /[^a-zA-Z0-9.-]/u.exec(nsid);
  if (wrong !== null) return `${JSON.stringify(wrong[0])} is not one of a-z, 0-9, "-" and "."`;
  if (nsid.length > longest) return `${nsid.length} characters, at most ${longest}`;
  const segments = nsid.split(".");
  if (segments.length < 3) return "an NSID has at least three segments, like com.example.thing";
  for (const segment of segments) {
    if (segment === "") return "a segment between dots is empty";
    if (segment.length > longestSegment) {
      return `segment ${JSON.stringify(segment)} has ${segment.length} characters, at most ${longestSegment}`;
    }
  }
  return findAuthorityFault(segments.slice(0, -1)) ?? findNameFault(segments[segments.length - 1]);
}

function findAuthorityFault(segments) {
  if (/^[0-9]/.test(segments[0]))
    return `the first segment ${JSON.stringify(segments[0])} starts with a digit`;
  const hyphen = segments.find((segment) => segment.startsWith("-") || segment.endsWith("-"));
  if (hyphen !== undefined) return `segment ${JSON.stringify(hyphen)} starts or ends with "-"`;
  const length = segments.join(".").length;
  if (length > longestAuthority) return `the authority has ${length} characters, at most ${longestAuthority}`;
  return undefined;
}

function findNameFault(name) {
  if (/^[a-zA-Z][a-zA-Z0-9]*$/.test(name)) return undefined;
  return `the name ${JSON.stringify(name)} is not letters and digits with a letter in front`;
}

function describe(nsid) {
  const segments = nsid.split(".");
  const name = segments.pop();
  const domain = segments.map((segment) => segment.toLowerCase());
  const authority = [...domain].reverse().join(".");
  return [[...domain, name].join("."), authority, name, `_lexicon.${authority}`].join("\t");
}

function judgeAll(nsids) {
  let code = 0;
  for (const nsid of nsids) {
    const fault = findFault(nsid);
    if (fault === undefined) {
      process.stdout.write(`${describe(nsid)}\n`);
    } else {
      process.stderr.write(`lantern-nsid: ${JSON.stringify(nsid)}: ${fault}\n`);
      code = 1;
    }
  }
  return code;
}

async function readLines() {
  process.stdin.setEncoding("utf8");
  let text = "";
  for await (const chunk of process.stdin) text += chunk;
  const lines = text.split("\n");
  if (lines[lines.length - 1] === "") lines.pop();
  return lines;
}

async function main(args) {
  if (args.includes("--version")) {
    process.stdout.write(`lantern-nsid ${version}\n`);
    return 0;
  }
  if (args.includes("--help")) {
    process.stdout.write(usage);
    return 0;
  }
  const option = args.find((arg) => arg.startsWith("--"));
  if (option !== undefined) {
    process.stderr.write(`lantern-nsid: unknown option ${JSON.stringify(option)}\n${usage}`);
    return 2;
  }
  return judgeAll(args.length > 0 ? args : await readLines());
}

// The reader has gone, as in `| head`: there is nobody to tell.
process.stdout.on("error", () => process.exit(1));
main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
