{
  services.workerd-workerd = {
    enable = true;
    config = ''
      using Workerd = import "/workerd/workerd.capnp";
      const config :Workerd.Config = (
        services = [ (name = "main", worker = .worker) ],
        sockets = [ (name = "http", address = "127.0.0.1:8089", http = (), service = "main") ]
      );
      const worker :Workerd.Worker = (
        serviceWorkerScript = "addEventListener('fetch', event => event.respondWith(new Response('ok')))",
        compatibilityDate = "2025-11-01",
      );
    '';
    constant = "config";
    ports = [ 8089 ];
    openPorts = true;
    environmentFiles = [ "/run/secrets/workers.env" ];
    resources.memoryMax = "512M";
  };
}
