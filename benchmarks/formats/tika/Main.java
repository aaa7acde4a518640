import com.sun.management.OperatingSystemMXBean;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.pdf.PDFParserConfig;
import org.apache.tika.sax.BodyContentHandler;
import org.xml.sax.ContentHandler;

/**
 * Reads all of the files that are named in a list in several rounds. Writes the text of each beside
 * a line of: name, median of its CPU seconds in the rounds that count, what went wrong; the last
 * line is how many CPU seconds the process took in these rounds for each second of the reading
 * thread, without its compiler and with it. What the first adds is the collection of garbage.
 */
public class Main {
  public static void main(String[] arguments) throws Exception {
    List<String> names = Files.readAllLines(Path.of(arguments[0]));
    Path out = Path.of(arguments[1]);
    int warming = Integer.parseInt(arguments[2]);
    int counted = Integer.parseInt(arguments[3]);
    AutoDetectParser parser = new AutoDetectParser();
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double[][] seconds = new double[names.size()][counted];
    String[] errors = new String[names.size()];
    long began = 0;
    long beganAll = 0;
    long beganCompiling = 0;
    for (int round = -warming; round < counted; round++) {
      if (round == 0) {
        began = clock.getCurrentThreadCpuTime();
        beganAll = process.getProcessCpuTime();
        beganCompiling = compiling();
      }
      for (int i = 0; i < names.size(); i++) {
        byte[] data = Files.readAllBytes(Path.of(names.get(i)));
        BodyContentHandler text = new BodyContentHandler(-1);
        Metadata metadata = new Metadata();
        metadata.set(
            TikaCoreProperties.RESOURCE_NAME_KEY, Path.of(names.get(i)).getFileName().toString());
        ParseContext context = new ParseContext();
        // What is embedded in a file is a document of its own, and not compared.
        context.set(EmbeddedDocumentExtractor.class, new Nothing());
        // Else PDFs with little text fail, for this context has no reader of pictures.
        PDFParserConfig pdf = new PDFParserConfig();
        pdf.setOcrStrategy(PDFParserConfig.OCR_STRATEGY.NO_OCR);
        context.set(PDFParserConfig.class, pdf);
        long start = clock.getCurrentThreadCpuTime();
        errors[i] = "";
        try {
          parser.parse(new ByteArrayInputStream(data), text, metadata, context);
        } catch (Throwable error) {
          errors[i] = error.toString().replaceAll("\\s+", " ");
        }
        if (round >= 0) {
          seconds[i][round] = (clock.getCurrentThreadCpuTime() - start) / 1e9;
        }
        if (round == counted - 1) {
          Files.writeString(out.resolve(i + ".txt"), text.toString());
        }
      }
    }
    double thread = clock.getCurrentThreadCpuTime() - began;
    double all = process.getProcessCpuTime() - beganAll;
    double compiled = compiling() - beganCompiling;
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      Arrays.sort(seconds[i]);
      lines.append(names.get(i) + "\t" + seconds[i][counted / 2] + "\t" + errors[i] + "\n");
    }
    lines.append((all - compiled) / thread + "\t" + all / thread + "\n");
    Files.writeString(out.resolve("files.tsv"), lines.toString());
  }

  /** CPU time that the compiler's threads have taken, in nanoseconds (Linux only). */
  static long compiling() throws Exception {
    long ticks = 0; // of 10 ms
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      for (Path thread : threads.toList()) {
        String told;
        try {
          told = Files.readString(thread.resolve("stat"));
        } catch (java.io.IOException ended) {
          continue;
        }
        if (told.contains("CompilerThre")) {
          String[] fields = told.substring(told.lastIndexOf(')') + 2).split(" ");
          ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
      }
    }
    return ticks * 10_000_000L;
  }

  static class Nothing implements EmbeddedDocumentExtractor {
    public boolean shouldParseEmbedded(Metadata metadata) {
      return false;
    }

    public void parseEmbedded(
        java.io.InputStream stream, ContentHandler handler, Metadata metadata, boolean html) {}
  }
}
