/*
  Words for systemd: addresses, arguments and environments, escaped as its unit files want it.

  Refuses to pass a shell: an argument is one word for the program, whatever is in it.
*/
{ lib }:
let
  inherit (builtins)
    isBool
    isList
    toJSON
    ;

  # `%` begins a specifier and `$` a variable.
  specifiers = lib.replaceStrings [ "%" ] [ "%%" ];
  escapeWord =
    word:
    if word ? raw then
      toJSON word.raw
    else
      lib.replaceStrings [ "$" ] [ "$$" ] (toJSON (specifiers (toString word)));

  readCredential = name: variable: ''
    if [ -e "''${CREDENTIALS_DIRECTORY:-/nowhere}/${name}" ]; then
      ${variable}=$(< "$CREDENTIALS_DIRECTORY/${name}")
      export ${variable}
    fi
  '';

  flag =
    name: value:
    if value == null then
      [ ]
    else if isBool value then
      lib.optional value name
    else if isList value then
      lib.concatMap (flag name) value
    else
      [
        name
        value
      ];
in
{
  # An ExecStart line.
  commandLine = words: lib.concatMapStringsSep " " escapeWord words;

  # `{ "--bind" = "[::]:80"; }` as words; null and false leave it out, true is the bare name, a list repeats it.
  flags = set: lib.concatLists (lib.mapAttrsToList flag set);

  # Where a unit finds a credential, for its arguments and its environment: a specifier, and not escaped.
  credential = name: { raw = "%d/${name}"; };

  environmentValue =
    value:
    if value == null then
      null
    else if isBool value then
      lib.boolToString value
    else
      value.raw or (specifiers (toString value));

  # Shell for `preStart`: a variable from a credential, where there is one.
  inherit readCredential;

  # Shell that brings a PostgreSQL up to date; its URL is a variable or a credential.
  dieselMigrations = pkgs: folder: ''
    ${readCredential "databaseUrl" "DATABASE_URL"}
    ${lib.getExe pkgs.diesel-cli} migration run --migration-dir ${folder}
  '';

  # `host:port`, with the brackets an IPv6 address needs.
  hostPort =
    { address, port, ... }:
    if lib.hasInfix ":" address then "[${address}]:${toString port}" else "${address}:${toString port}";

  # Where a neighbour on the same host reaches what listens there.
  localHostPort =
    { address, port, ... }:
    let
      host =
        {
          "0.0.0.0" = "127.0.0.1";
          "[::]" = "[::1]";
          "::" = "[::1]";
          "" = "127.0.0.1";
        }
        .${address} or (if lib.hasInfix ":" address then "[${address}]" else address);
    in
    "${host}:${toString port}";

  isLoopback = address: lib.hasPrefix "127." address || address == "::1" || address == "localhost";
}
