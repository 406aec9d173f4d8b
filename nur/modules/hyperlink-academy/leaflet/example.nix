{
  services.hyperlink-academy-leaflet = {
    enable = true;
    supabaseUrl = "https://supabase.example.org";
    redis.enable = true;
    secrets = {
      crossSiteSecret = "/run/secrets/leaflet-sites";
      databaseUrl = "/run/secrets/leaflet-database";
      oauthKey = "/run/secrets/leaflet-oauth";
      postmarkKey = "/run/secrets/postmark";
      serviceRoleKey = "/run/secrets/leaflet-supabase";
    };
    listen.http.port = 3010;
    openFirewall = true;
    nginx = {
      enable = true;
      hostName = "leaflet.example.org";
    };
    healthCheck.enable = true;
    resources.memoryMax = "2G";
  };
}
