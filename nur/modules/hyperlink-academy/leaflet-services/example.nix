{
  services.hyperlink-academy-leaflet-services = {
    enable = true;
    supabaseUrl = "https://supabase.example.org";
    feedHost = "feeds.example.org";
    secrets = {
      databaseUrl = "/run/secrets/leaflet-database";
      serviceRoleKey = "/run/secrets/leaflet-supabase";
    };
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "feeds.example.org";
    };
    resources.memoryMax = "1G";
  };
}
