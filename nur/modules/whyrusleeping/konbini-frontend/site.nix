# The pages of Konbini; the address of the API, `http://localhost:4444/api`, is written into them when they are built.
_: {
  summary = "the pages of Konbini";
  root = "/share/konbini";
  renamed = [
    {
      from = [
        "services"
        "whyrusleeping"
        "konbini-frontend"
      ];
      options.domain = "hostName";
    }
  ];
}
