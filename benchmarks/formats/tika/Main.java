import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.sax.BodyContentHandler;
import org.xml.sax.ContentHandler;

/**
 * Reads each of the files that are named in a list several times, and writes the text of the first
 * time beside a line of: name, CPU seconds of the last time, what went wrong.
 */
public class Main {
  public static void main(String[] arguments) throws Exception {
    List<String> names = Files.readAllLines(Path.of(arguments[0]));
    Path out = Path.of(arguments[1]);
    int times = Integer.parseInt(arguments[2]);
    AutoDetectParser parser = new AutoDetectParser();
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    double[] seconds = new double[names.size()];
    String[] errors = new String[names.size()];
    for (int time = 0; time < times; time++) {
      for (int i = 0; i < names.size(); i++) {
        byte[] data = Files.readAllBytes(Path.of(names.get(i)));
        BodyContentHandler text = new BodyContentHandler(-1);
        Metadata metadata = new Metadata();
        metadata.set(
            TikaCoreProperties.RESOURCE_NAME_KEY, Path.of(names.get(i)).getFileName().toString());
        ParseContext context = new ParseContext();
        // What is embedded in a file is a document of its own, and not compared.
        context.set(EmbeddedDocumentExtractor.class, new Nothing());
        long start = clock.getCurrentThreadCpuTime();
        errors[i] = "";
        try {
          parser.parse(new ByteArrayInputStream(data), text, metadata, context);
        } catch (Throwable error) {
          errors[i] = error.toString().replaceAll("\\s+", " ");
        }
        seconds[i] = (clock.getCurrentThreadCpuTime() - start) / 1e9;
        if (time == 0) {
          Files.writeString(out.resolve(i + ".txt"), text.toString());
        }
      }
    }
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      lines.append(names.get(i) + "\t" + seconds[i] + "\t" + errors[i] + "\n");
    }
    Files.writeString(out.resolve("files.tsv"), lines.toString());
  }

  static class Nothing implements EmbeddedDocumentExtractor {
    public boolean shouldParseEmbedded(Metadata metadata) {
      return false;
    }

    public void parseEmbedded(
        java.io.InputStream stream, ContentHandler handler, Metadata metadata, boolean html) {}
  }
}
