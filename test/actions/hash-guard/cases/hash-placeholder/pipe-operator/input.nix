{ lib, f }:
{ hash = lib.fakeHash |> f; }
