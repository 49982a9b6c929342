using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    ( name = "main",
      worker = (
        modules = [ (name = "worker", esModule = embed "worker.mjs") ],
        compatibilityDate = "2026-11-01",
        bindings = [
          (name = "ISSUER", fromEnvironment = "ISSUER"),
          (name = "AUDIENCE", fromEnvironment = "AUDIENCE"),
          (name = "DEVELOPMENT", fromEnvironment = "DEVELOPMENT"),
        ],
        globalOutbound = "network",
      )
    ),
    # For an issuer on this machine. Workers in production reach public addresses alone.
    (name = "network", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [ (name = "http", address = "127.0.0.1:4200", http = (), service = "main") ],
);
