# Satnav, an explorer of repository archives: it runs in the browser.
_: {
  summary = "Satnav, an explorer of repository archives";
  root = "/share/rsky-satnav";
  renamed = [
    {
      from = [
        "blacksky"
        "satnav"
      ];
    }
  ];
}
