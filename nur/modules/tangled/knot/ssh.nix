# The git user of a knot, and sshd's question whose keys are good.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.services.tangled-knot;
  internal = "http://${cfg.listen.internal.address}:${toString cfg.listen.internal.port}";
in
{
  config = lib.mkIf cfg.enable {
    users.users = lib.mkIf (cfg.user == "git") {
      git = {
        isSystemUser = true;
        useDefaultShell = true;
        home = cfg.dataDir;
        inherit (cfg) group;
        description = "Git users of a knot";
      };
    };
    users.groups = lib.mkIf (cfg.group == "git") { git = { }; };

    # A session finds git where every session does.
    environment.systemPackages = lib.mkIf cfg.ssh [ pkgs.git ];

    # sshd wants a program that root alone can change, by a path that root alone can change: not that of the store.
    environment.etc = lib.mkIf cfg.ssh {
      "ssh/tangled-knot-keys" = {
        mode = "0555";
        text = ''
          #!${pkgs.runtimeShell}
          exec ${lib.getExe cfg.package} keys \
            -output authorized-keys \
            -internal-api ${internal} \
            -git-dir ${cfg.dataDir}/repos \
            -log-path ${cfg.dataDir}/guard.log
        '';
      };
    };

    services.openssh = lib.mkIf cfg.ssh {
      enable = true;
      extraConfig = ''
        Match User ${cfg.user}
          AuthorizedKeysCommand /etc/ssh/tangled-knot-keys
          AuthorizedKeysCommandUser nobody
          PasswordAuthentication no
          AllowTcpForwarding no
          X11Forwarding no
        Match All
      '';
    };
  };
}
