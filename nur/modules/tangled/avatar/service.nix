# Avatar, a worker of Tangled.
import ../worker.nix {
  name = "avatar";
  port = 8787;
  variable = "AVATAR_SHARED_SECRET";
  summary = "Avatar, Tangled's proxy of avatars";
}
