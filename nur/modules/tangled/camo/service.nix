# Camo, a worker of Tangled.
import ../worker.nix {
  name = "camo";
  port = 8788;
  variable = "CAMO_SHARED_SECRET";
  summary = "Camo, Tangled's proxy of images, so that pages do not tell where readers are";
}
