package dev.statefun.compat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A class that is written against this SDK, with nothing but the prefix of the imports changed, compiled against the
 * official one: that it compiles at all is half of what is to be shown.
 */
public final class OfficialTwin {
  public static final String PREFIX = "dev.statefun.sdk.java";
  public static final String OFFICIAL_PREFIX = "org.apache.flink.statefun.sdk.java";

  private OfficialTwin() {}

  /** An instance of the twin of a class, which has a public constructor without parameters and its source beside it. */
  public static Service of(Class<? extends Service> ours) {
    try {
      Class<?> twin = new Loader(compile(ours)).loadClass(ours.getName());
      return (Service) twin.getDeclaredConstructor().newInstance();
    } catch (IOException | ReflectiveOperationException failure) {
      throw new IllegalStateException("no twin of " + ours, failure);
    }
  }

  private static Map<String, ByteArrayOutputStream> compile(Class<?> ours) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      Classes classes = new Classes(files);
      // No source path: else the sources that lie beside other classes would be compiled with it.
      List<String> options =
          List.of("-classpath", System.getProperty("java.class.path"), "-sourcepath", "", "-proc:none");
      boolean isCompiled = compiler.getTask(problems, classes, null, options, null, List.of(source(ours))).call();
      if (!isCompiled) throw new IllegalStateException("the twin of " + ours + " does not compile:\n" + problems);
      return classes.compiled;
    }
  }

  private static JavaFileObject source(Class<?> ours) throws IOException {
    String file = "/" + ours.getName().replace('.', '/') + ".java";
    try (InputStream input = ours.getResourceAsStream(file)) {
      String text = new String(input.readAllBytes(), StandardCharsets.UTF_8).replace(PREFIX, OFFICIAL_PREFIX);
      return new SimpleJavaFileObject(URI.create("twin://" + file), JavaFileObject.Kind.SOURCE) {
        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
          return text;
        }
      };
    }
  }

  /** Keeps what the compiler makes in memory. */
  private static final class Classes extends ForwardingJavaFileManager<StandardJavaFileManager> {
    final Map<String, ByteArrayOutputStream> compiled = new HashMap<>();

    Classes(StandardJavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("twin:///" + name), kind) {
        @Override
        public OutputStream openOutputStream() {
          return compiled.computeIfAbsent(name, any -> new ByteArrayOutputStream());
        }
      };
    }
  }

  /** Prefers what was compiled to what is there under the same name. */
  private static final class Loader extends ClassLoader {
    private final Map<String, ByteArrayOutputStream> compiled;

    Loader(Map<String, ByteArrayOutputStream> compiled) {
      super(OfficialTwin.class.getClassLoader());
      this.compiled = compiled;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (findLoadedClass(name) != null || !compiled.containsKey(name)) return super.loadClass(name, resolve);
        byte[] bytes = compiled.get(name).toByteArray();
        return defineClass(name, bytes, 0, bytes.length);
      }
    }
  }
}
