/**
 * The Nix function that inspects a flake output and tells what it finds through `builtins.trace`, attribute by attribute,
 * so that a crash or a hang loses nothing that was found before it. Names travel as JSON, never as Nix text.
 */

import { quoteNix } from "./attribute-path.ts";

/** Names below the output: `[]` is the output itself, `[system, name]` an attribute of `packages`. */
export type Place = readonly string[];

/** What is a set of attributes, and what an attribute. */
export type Shape = {
  /** The first name is the system: `packages.<system>.<name>`. Otherwise the derivation tells its own. */
  readonly bySystem: boolean;
  /** Enter every set, not only those with `recurseForDerivations`. */
  readonly everySet: boolean;
  /** A function stands for what it gives without arguments, as it does to nix-build. */
  readonly call: boolean;
};

export type Inspection = {
  /** Marks our lines among whatever the flake itself traces. */
  readonly nonce: string;
  readonly shape: Shape;
  /** Where to begin; everything above is a set. */
  readonly root: Place;
  /** Systems in ascending order; empty: all there are. */
  readonly systems: readonly string[];
  /** Everything up to and including this place is left out. */
  readonly after: Place;
  /** Only these, whatever the rest says. */
  readonly only?: readonly Place[];
  /** Derivations even where `meta` warns. */
  readonly force: boolean;
  /** Go on after what Nix lets us catch (`throw`, `assert`), at the price of its message. */
  readonly catchThrows: boolean;
  /** What another evaluator told already, `1` for an attribute: it is named, and not looked at. */
  readonly known?: KnownPlaces;
};

export type KnownPlaces = { readonly [name: string]: KnownPlaces | 1 };

/** What the function tells, as JSON after the nonce: `[event, place, value]`. */
export type InspectionEvent =
  | readonly ["enter", Place, RawPosition | null]
  | readonly ["leave", Place, readonly string[] | RawAttribute]
  | readonly ["known", Place, RawPosition | null]
  | readonly ["threw", Place, null]
  | readonly ["missing", Place, null];

export type RawPosition = { readonly file: string; readonly line: number; readonly column: number };

export type RawAttribute = {
  /** `derivation`, `elsewhere` (one for a system nobody asked for), `depth` (a set too deep to enter), or a Nix type. */
  readonly type: string;
  readonly system?: string | null;
  /** `file:line` of `meta.position`. */
  readonly position?: string | null;
  readonly description?: string | null;
  readonly mainProgram?: string | null;
  readonly withheld?: { readonly reason: WithholdingReason; readonly detail: readonly string[] } | null;
  readonly drvPath?: string;
  readonly outputs?: Readonly<Record<string, string>>;
};

/** Why `meta` says that an attribute must not be built. */
export type WithholdingReason = "broken" | "unfree" | "insecure" | "unsupported";

/** Sets below sets; a set that holds itself would have no end. */
export const deepest = 16;

/** For `--apply`. */
export function renderInspection(inspection: Inspection): string {
  return `output: let request = builtins.fromJSON ${quoteNix(JSON.stringify(inspection))}; in ${walk}`;
}

/**
 * `meta` is read before `drvPath` is forced, since forcing is what throws. What nixpkgs computed (`meta.unfree`, …) goes
 * before what `meta` declares, and `meta.available` means that the flake's own configuration allows it; unfree stays
 * withheld all the same, since permission to build is none to publish.
 */
const inspect = `
  inspect = system: value:
    let
      meta = let given = value.meta or { }; in if builtins.isAttrs given then given else { };
      listed = name: let given = meta.\${name} or [ ]; in if builtins.isList given then given else [ given ];
      text = name: let given = meta.\${name} or null; in if builtins.isString given then given else null;
      texts = builtins.filter builtins.isString;
      flagged = name: declared: (meta.\${name} or declared) == true;
      isFree = license: if builtins.isAttrs license then (license.free or true) != false else license != "unfree";
      unfree = builtins.filter (license: !(isFree license)) (listed "license");
      nameOf = license: if builtins.isAttrs license then license.fullName or license.shortName or license.spdxId or null else license;
      runsHere = !(meta ? platforms) || builtins.elem system (listed "platforms")
        || builtins.any (platform: !(builtins.isString platform)) (listed "platforms");
      allowed = (meta.available or false) == true;
      withheld =
        if flagged "unsupported" (!runsHere || builtins.elem system (listed "badPlatforms")) && !allowed
        then { reason = "unsupported"; detail = texts (listed "platforms"); }
        else if flagged "broken" false && !allowed
        then { reason = "broken"; detail = texts [ (meta.problems.broken.message or null) ]; }
        else if flagged "unfree" (unfree != [ ])
        then { reason = "unfree"; detail = texts (map nameOf unfree); }
        else if flagged "insecure" (listed "knownVulnerabilities" != [ ]) && !allowed
        then { reason = "insecure"; detail = texts (listed "knownVulnerabilities"); }
        else null;
      derived = {
        drvPath = value.drvPath;
        outputs = builtins.listToAttrs
          (map (name: { inherit name; value = value.\${name}.outPath; }) (value.outputs or [ "out" ]));
      };
    in
    {
      type = "derivation";
      inherit system;
      position = text "position";
      description = text "description";
      mainProgram = text "mainProgram";
      inherit withheld;
    } // (if withheld == null || request.force then derived else { });
`;

/** What `inspect` tells, for an evaluator that finds its derivations itself. */
export function renderInspector(): string {
  return `value: let request = { force = false; }; ${inspect} in inspect (let given = value.system or null; in if builtins.isString given then given else null) value`;
}

const walk = `
let
  ${inspect}
  say = event: place: json:
    builtins.trace "\${request.nonce} [\\"\${event}\\",\${builtins.toJSON place},\${json}]";
  visit = place: position: value:
    let
      json = builtins.toJSON value;
      caught = builtins.tryEval json;
    in
    say "enter" place (builtins.toJSON position) (
      if !request.catchThrows then say "leave" place json null
      else if caught.success then say "leave" place caught.value null
      else say "threw" place "null" null
    );
  inOrder = builtins.foldl' (_: step: builtins.seq step null) null;
  deepest = ${deepest};
  systemOf = place: value:
    if request.shape.bySystem then builtins.head place
    else let given = value.system or null; in if builtins.isString given then given else null;
  isAbove = place:
    builtins.length place <= builtins.length request.root || request.shape.bySystem && builtins.length place == 1;
  enters = place: set:
    isAbove place || request.shape.everySet || (set.recurseForDerivations or false) == true;
  contentOf = place: value:
    if !builtins.isAttrs value && !(isAbove place) then { type = builtins.typeOf value; }
    else if (value.type or null) == "derivation" then
      let system = systemOf place value; in
      if request.shape.bySystem && builtins.length place < 2 then { type = "derivation"; }
      else if !(request ? only) && request.systems != [ ] && !(builtins.elem system request.systems) then { type = "elsewhere"; }
      else inspect system value
    else if builtins.length place > deepest then { type = "depth"; }
    else if enters place value then builtins.filter (name: name != "recurseForDerivations") (builtins.attrNames value)
    else { type = "set"; };
  # Of a place that the last process came through: what is left below it.
  isLeft = place: name:
    let
      depth = builtins.length place;
      last = builtins.elemAt request.after depth;
    in
    last < name || last == name && builtins.length request.after > depth + 1;
  visitBelow = place: resumed: known: position: value:
    let
      content = contentOf place value;
      caught = builtins.tryEval content;
      names = if caught.success && builtins.isList caught.value then caught.value else [ ];
      wanted = if place == [ ] && request.shape.bySystem && request.systems != [ ] then request.systems else names;
      left = builtins.filter (name: !resumed || isLeft place name) wanted;
      visitChild = name:
        let
          child = place ++ [ name ];
          mark = known.\${name} or { };
          at = builtins.unsafeGetAttrPos name value;
        in
        if !(value ? \${name}) then say "missing" child "null" null
        else if mark == 1 then say "known" child (builtins.toJSON at) null
        else
          visitBelow child
            (resumed && builtins.elemAt request.after (builtins.length place) == name)
            mark at value.\${name};
    in
    builtins.seq (visit place position content) (inOrder (map visitChild left));
  descend = place:
    builtins.foldl'
      (at: name:
        if at != null && builtins.isAttrs at.value && at.value ? \${name}
        then { set = at.value; inherit name; value = at.value.\${name}; }
        else null)
      { value = if request.shape.call && builtins.isFunction output then output { } else output; }
      place;
  visitOnly = place:
    let found = descend place; in
    if found == null then say "missing" place "null" null
    else visitBelow place false { } (if found ? set then builtins.unsafeGetAttrPos found.name found.set else null) found.value;
  visitAll =
    let found = descend request.root; in
    if found == null then say "missing" request.root "null" null
    else
      visitBelow request.root (request.after != [ ])
        (builtins.foldl' (at: name: let below = at.\${name} or { }; in if below == 1 then { } else below)
          (request.known or { }) request.root)
        null found.value;
in
if request ? only then inOrder (map visitOnly request.only) else visitAll
`;
