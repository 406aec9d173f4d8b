# Limits of memory, processor, tasks and open files, as systemd counts them.
{ lib, unit, ... }:
{ config, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.services.${unit};
  limit =
    example: description:
    mkOption {
      type = types.nullOr (types.either types.ints.positive types.str);
      default = null;
      inherit description example;
    };
in
{
  options.services.${unit}.resources = {
    memoryHigh = limit "1G" "Memory above which it is slowed down.";
    memoryMax = limit "2G" "Memory above which it is killed.";
    cpuQuota = limit "200%" "Share of processors; 100% is one.";
    cpuWeight = limit 50 "Weight against other units; theirs is 100.";
    ioWeight = limit 50 "Weight of its disk access; others' is 100.";
    tasksMax = limit 4096 "Processes and threads.";
    openFiles = limit 65536 "Open files.";
  };

  config = lib.mkIf cfg.enable {
    systemd.services.${unit}.serviceConfig = lib.filterAttrs (_: value: value != null) {
      MemoryHigh = cfg.resources.memoryHigh;
      MemoryMax = cfg.resources.memoryMax;
      CPUQuota = cfg.resources.cpuQuota;
      CPUWeight = cfg.resources.cpuWeight;
      IOWeight = cfg.resources.ioWeight;
      TasksMax = cfg.resources.tasksMax;
      LimitNOFILE = cfg.resources.openFiles;
    };
  };
}
