/*
  The sandbox of every unit, in one place, and the exceptions a program may need, by name.

  Refuses to be loosened silently: an exception is asked for by name and with a reason, and both can be read in the options.
*/
{ lib }:
let
  strict = {
    AmbientCapabilities = "";
    CapabilityBoundingSet = "";
    DevicePolicy = "closed";
    LockPersonality = true;
    MemoryDenyWriteExecute = true;
    NoNewPrivileges = true;
    PrivateDevices = true;
    PrivateMounts = true;
    PrivateTmp = true;
    PrivateUsers = true;
    ProcSubset = "pid";
    ProtectClock = true;
    ProtectControlGroups = true;
    ProtectHome = true;
    ProtectHostname = true;
    ProtectKernelLogs = true;
    ProtectKernelModules = true;
    ProtectKernelTunables = true;
    ProtectProc = "invisible";
    ProtectSystem = "strict";
    RemoveIPC = true;
    RestrictAddressFamilies = [
      "AF_INET"
      "AF_INET6"
      "AF_UNIX"
    ];
    RestrictNamespaces = true;
    RestrictRealtime = true;
    RestrictSUIDSGID = true;
    SystemCallArchitectures = "native";
    SystemCallErrorNumber = "EPERM";
    SystemCallFilter = [
      "@system-service"
      "~@privileged"
      "~@resources"
    ];
    UMask = "0077";
  };

  exceptions = {
    # V8 and Wasm engines write code and run it.
    jit.MemoryDenyWriteExecute = false;
    # Schedulers that set priorities or affinity: RocksDB's background threads, the JVM.
    priorities.SystemCallFilter = [
      "@system-service"
      "~@privileged"
    ];
    # /proc/meminfo, /proc/cpuinfo, /proc/sys: sizes of caches and pools are taken from there.
    proc.ProcSubset = "all";
    # Ports below 1024. A capability counts in the host's user namespace only.
    lowPorts = {
      AmbientCapabilities = [ "CAP_NET_BIND_SERVICE" ];
      CapabilityBoundingSet = [ "CAP_NET_BIND_SERVICE" ];
      PrivateUsers = false;
    };
    # Interfaces are listed over netlink.
    netlink.RestrictAddressFamilies = strict.RestrictAddressFamilies ++ [ "AF_NETLINK" ];
    # Files that another user's programs read or write.
    sharedFiles = {
      PrivateUsers = false;
      UMask = "0027";
    };
    # Containers, of a daemon whose socket is a group's: as good as root, which no sandbox of ours changes.
    containers = {
      PrivateUsers = false;
      RestrictNamespaces = false;
    };
    # Sandboxes of its own.
    namespaces = {
      RestrictNamespaces = false;
      SystemCallFilter = [ "@system-service" ];
    };
  };

  apply =
    name:
    exceptions.${name}
      or (throw "hardening: ${name} is none of ${lib.concatStringsSep ", " (lib.attrNames exceptions)}");
in
{
  inherit exceptions strict;

  # The directives for a unit that needs these exceptions; the later name wins where two touch the same directive.
  hardening = names: lib.foldl' (sum: name: sum // apply name) strict names;
}
