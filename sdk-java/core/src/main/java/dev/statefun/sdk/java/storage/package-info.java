/** What goes wrong with states. */
package dev.statefun.sdk.java.storage;
