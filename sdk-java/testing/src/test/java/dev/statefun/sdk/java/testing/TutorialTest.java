package dev.statefun.sdk.java.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tutorial, docs/sdk-java.md: its code compiles as it is printed, and its test passes. */
class TutorialTest {
  private static final Path DOCUMENT = Path.of("../../docs/sdk-java.md");
  private static final Pattern CODE = Pattern.compile("^```java\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  /** What the parts of a class that are printed leave out. */
  private static final String REST =
      """
      import static org.junit.jupiter.api.Assertions.assertEquals;

      import dev.statefun.sdk.java.*;
      import dev.statefun.sdk.java.message.*;
      import dev.statefun.sdk.java.testing.TestContext;
      import dev.statefun.sdk.java.types.*;
      import java.util.Optional;

      public class Rest {
        record User(String name) {}

        static class JSON {
          static byte[] writeValueAsBytes(User user) {
            return user.name().getBytes();
          }

          static User readValue(byte[] bytes, Class<User> type) {
            return new User(new String(bytes));
          }
        }

        %s

        public static void test() {
          %s
        }
      }
      """;

  @Test
  void itsCodeCompilesAndItsTestPasses(@TempDir Path folder) throws Exception {
    List<String> parts = CODE.matcher(Files.readString(DOCUMENT)).results().map(part -> part.group(1)).toList();
    assertEquals(3, parts.size());
    Path greeter = Files.writeString(folder.resolve("Greeter.java"), parts.get(0));
    Path rest = Files.writeString(folder.resolve("Rest.java"), REST.formatted(parts.get(1), parts.get(2)));
    compile(folder, greeter, rest);
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, TutorialTest.class.getClassLoader())) {
      loader.loadClass("Rest").getMethod("test").invoke(null);
    }
  }

  private static void compile(Path folder, Path... sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    List<String> options =
        List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
    boolean isCompiled =
        compiler
            .getTask(said, null, null, options, null, compiler.getStandardFileManager(null, null, null).getJavaFileObjects(sources))
            .call();
    assertTrue(isCompiled, said.toString());
  }
}
