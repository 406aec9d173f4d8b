{ lib }:
lib ? fakeHash
