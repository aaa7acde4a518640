import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * Runs one Elasticsearch node until its standard input gives a byte or ends.
 *
 * <p>The parent holds the other end of that pipe, so the node also ends when the parent is killed.
 * Arguments: home folder, data folder, run folder (logs; removed at the end), HTTP port (0: any free one),
 * HTTP addresses, divided by commas, then any number of settings as name=value.
 */
public final class Launcher {
    private static final long CLOSE_SECONDS = 10;
    private static volatile Node node;

    public static void main(String[] args) {
        Path run = Path.of(args[2]);
        // Started first: the parent may die while the node is still starting. It is also the thread that
        // keeps the JVM alive, as all of the node's own threads are daemons.
        new Thread(() -> endWithInput(run), "end-with-input").start();
        try {
            start(Path.of(args[0]), Path.of(args[1]), run, args[3], args[4], Arrays.copyOfRange(args, 5, args.length));
        } catch (Throwable failure) {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private static void start(Path home, Path data, Path run, String port, String addresses, String[] more)
        throws Exception {
        LogConfigurator.registerErrorListener();
        LogConfigurator.configureESLogging();
        Settings.Builder builder = Settings.builder()
            .put("path.home", home.toString())
            .put("path.data", data.toString())
            .put("path.logs", run.resolve("logs").toString())
            .put("cluster.name", "docmill-tests")
            .put("discovery.type", "single-node")
            .put("network.host", "127.0.0.1")
            .put("http.host", addresses)
            .put("http.port", port)
            .put("transport.port", "0")
            // Writes logs/http.ports: the parent learns the port without a race for a "free" one.
            .put("node.portsfile", true)
            // A nearly full disk must not make the indices of a test read-only.
            .put("cluster.routing.allocation.disk.threshold_enabled", false);
        for (String setting : more) {
            String[] parts = setting.split("=", 2);
            builder.put(parts[0], parts[1]);
        }
        Settings settings = builder.build();
        Environment environment = InternalSettingsPreparer.prepareEnvironment(
            settings, Map.of(), home.resolve("config"), () -> "docmill-test-node");
        PluginsLoader loader = PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(environment.modulesDir()),
            PluginsLoader.loadPluginsBundles(environment.pluginsDir()),
            Map.of(),
            false);
        Node starting = new Node(environment, loader);
        node = starting;
        starting.start();
    }

    private static void endWithInput(Path run) {
        try {
            System.in.read();
        } catch (IOException ignored) {
            // A broken pipe says the same as its end.
        }
        Thread patience = new Thread(() -> {
            try {
                TimeUnit.SECONDS.sleep(CLOSE_SECONDS);
            } catch (InterruptedException ignored) {
                return;
            }
            Runtime.getRuntime().halt(2);
        });
        patience.setDaemon(true);
        patience.start();
        try {
            if (node != null) {
                node.close();
                node.awaitClose(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
            remove(run);
        } catch (Exception failure) {
            failure.printStackTrace();
        }
        Runtime.getRuntime().halt(0);
    }

    private static void remove(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
