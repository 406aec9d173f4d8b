# The web client of Blacksky; its package is broken so far, and says why when it is asked for.
_: {
  summary = "the web client of the Blacksky community";
  renamed = [
    {
      from = [
        "blacksky"
        "community"
      ];
    }
  ];
}
