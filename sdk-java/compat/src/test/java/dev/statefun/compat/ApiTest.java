package dev.statefun.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.statefun.sdk.java.StatefulFunctions;
import dev.statefun.sdk.java.testing.TestContext;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every public and protected signature of the official jar is here, with the prefix changed; but for what is listed. */
class ApiTest {
  private static final String GENERATED = "org.apache.flink.statefun.sdk.reqreply.generated.";

  /** Classes that the official SDK marks as internal, and whose every use is one of the protobuf that it carries. */
  private static final Set<String> NOT_HERE =
      Set.of(
          "dev.statefun.sdk.java.slice.SliceProtobufUtil",
          "dev.statefun.sdk.java.storage.ConcurrentAddressScopedStorage",
          "dev.statefun.sdk.java.storage.StateValueContexts",
          "dev.statefun.sdk.java.storage.StateValueContexts$ResolutionResult",
          "dev.statefun.sdk.java.storage.StateValueContexts$StateValueContext");

  @Test
  void everySignatureOfTheOfficialSdkIsHere() throws Exception {
    Set<String> missing = officialSignatures();
    missing.removeAll(ourSignatures());
    assertEquals(Set.of(), missing);
  }

  @Test
  void whatIsNotHereIsStillInTheOfficialSdk() throws Exception {
    Set<String> official =
        classNames(org.apache.flink.statefun.sdk.java.StatefulFunctions.class)
            .map(ApiTest::mapped)
            .collect(Collectors.toSet());
    assertTrue(official.containsAll(NOT_HERE), official::toString);
  }

  private static Set<String> officialSignatures() throws Exception {
    Set<String> signatures = new TreeSet<>();
    for (String name : classNames(org.apache.flink.statefun.sdk.java.StatefulFunctions.class).toList()) {
      if (!NOT_HERE.contains(mapped(name))) addSignatures(name, signatures);
    }
    assertTrue(signatures.size() > 200, () -> signatures.size() + " signatures");
    return signatures;
  }

  private static Set<String> ourSignatures() throws Exception {
    Set<String> signatures = new TreeSet<>();
    for (Class<?> inJar : new Class<?>[] {StatefulFunctions.class, TestContext.class}) {
      for (String name : classNames(inJar).toList()) addSignatures(name, signatures);
    }
    return signatures;
  }

  /** The names of the classes beside a class, in its jar or folder. */
  private static Stream<String> classNames(Class<?> one) throws IOException {
    Path place = Path.of(URI.create(one.getProtectionDomain().getCodeSource().getLocation().toString()));
    if (Files.isDirectory(place)) return classNamesUnder(place);
    try (FileSystem jar = FileSystems.newFileSystem(place)) {
      return classNamesUnder(jar.getPath("/"));
    }
  }

  private static Stream<String> classNamesUnder(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString().replace('/', '.'))
          .filter(name -> name.endsWith(".class"))
          .map(name -> name.substring(0, name.length() - ".class".length()))
          .filter(name -> name.startsWith(OfficialTwin.PREFIX + ".") || name.startsWith(OfficialTwin.OFFICIAL_PREFIX + "."))
          .toList()
          .stream();
    }
  }

  private static void addSignatures(String name, Set<String> signatures) throws ClassNotFoundException {
    Class<?> type = Class.forName(name, false, ApiTest.class.getClassLoader());
    for (Class<?> around = type; around != null; around = around.getEnclosingClass()) {
      if (!isVisible(around.getModifiers())) return;
    }
    // Whether a nested class is written `static` says nothing to its users when it is an interface or an enum.
    signatures.add(mapped(type.toGenericString().replace(" static ", " ")) + supertypes(type));
    for (Field field : type.getDeclaredFields()) add(field, field.toGenericString(), signatures);
    for (Constructor<?> made : type.getDeclaredConstructors()) add(made, made.toGenericString(), signatures);
    for (Method method : type.getDeclaredMethods()) {
      if (!method.isBridge()) add(method, method.toGenericString(), signatures);
    }
  }

  private static String supertypes(Class<?> type) {
    String interfaces =
        Arrays.stream(type.getGenericInterfaces()).map(one -> mapped(one.getTypeName())).sorted().collect(Collectors.joining(", "));
    return " extends " + (type.getSuperclass() == null ? "nothing" : type.getSuperclass().getName()) + " implements " + interfaces;
  }

  private static void add(Member member, String signature, Set<String> signatures) {
    boolean isSwitchOverEnum = member.isSynthetic();
    if (isVisible(member.getModifiers()) && !isSwitchOverEnum) signatures.add(mapped(signature).replaceFirst("^protected", "public"));
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  /** A name or a signature with our prefix, and with our own class where the official one has one of its protobuf. */
  private static String mapped(String signature) {
    return signature
        .replace("org.apache.flink.statefun.sdk.shaded.com.google.protobuf.ByteString", "dev.statefun.sdk.java.slice.Slice")
        .replace(GENERATED + "TypedValue", "dev.statefun.sdk.java.internal.TypedValue")
        .replace(OfficialTwin.OFFICIAL_PREFIX, OfficialTwin.PREFIX);
  }
}
