# The include table of docs/ARCHITECTURE.md, enforced by the compiler: every folder publishes a view directory
# that holds links to its own headers and nothing else, and a target sees only the views of what it links.
# An include that the table forbids does not compile.

# eg_view(NAME PATH...): makes ${CMAKE_BINARY_DIR}/views/NAME with one link for each PATH (file or folder).
function(eg_view name)
  set(view ${CMAKE_BINARY_DIR}/views/${name})
  foreach(path IN LISTS ARGN)
    get_filename_component(parent ${path} DIRECTORY)
    file(MAKE_DIRECTORY ${view}/${parent})
    file(CREATE_LINK ${PROJECT_SOURCE_DIR}/${path} ${view}/${path} SYMBOLIC)
  endforeach()
  set(${name}_view ${view} PARENT_SCOPE)
endfunction()

# eg_library(NAME VIEW path... SOURCES glob... LINK target...)
function(eg_library name)
  cmake_parse_arguments(arg "" "" "VIEW;SOURCES;LINK" ${ARGN})
  set(sources "")
  if(arg_SOURCES)
    file(GLOB sources CONFIGURE_DEPENDS ${arg_SOURCES})
  endif()
  eg_view(${name} ${arg_VIEW})
  if(NOT sources)
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${${name}_view})
    target_link_libraries(${name} INTERFACE ${arg_LINK})
    return()
  endif()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${${name}_view})
  target_link_libraries(${name} PUBLIC ${arg_LINK} PRIVATE eg_warnings)
endfunction()

# Catch2's header is half of what compiling a test file costs, so g++ compiles it once for all programs.
function(eg_share_test_header source)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    return()
  endif()
  add_library(eg_test_header STATIC ${source})
  target_link_libraries(eg_test_header PRIVATE eg_test_main)
  # As programs are compiled, because g++ insists on equal options:
  set_target_properties(eg_test_header PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(eg_test_header PRIVATE -fPIE)
  target_precompile_headers(eg_test_header PRIVATE [["tests/support/catch.hpp"]])
  eg_cache_with_test_header(eg_test_header)
endfunction()

function(eg_use_test_header name)
  if(TARGET eg_test_header)
    target_precompile_headers(${name} REUSE_FROM eg_test_header)
    eg_cache_with_test_header(${name})
  endif()
endfunction()

# ccache gives up on precompiled headers unless it is told that their time stamps do not matter.
function(eg_cache_with_test_header name)
  if(EG_CCACHE)
    target_compile_options(${name} PRIVATE -fpch-preprocess)
    set_target_properties(${name} PROPERTIES CXX_COMPILER_LAUNCHER
                          "env;CCACHE_SLOPPINESS=pch_defines,time_macros;${EG_CCACHE}")
  endif()
endfunction()

# eg_test(NAME LAYER label SOURCES glob... VIEW path... LINK target...): a Catch2 program; each test case is one ctest
# test. VIEW names folders of its own headers.
function(eg_test name)
  cmake_parse_arguments(arg "" "LAYER" "SOURCES;VIEW;LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${arg_SOURCES})
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${arg_LINK} eg_test_main eg_warnings)
  if(arg_VIEW)
    eg_view(${name} ${arg_VIEW})
    target_include_directories(${name} PRIVATE ${${name}_view})
  endif()
  target_compile_definitions(${name} PRIVATE EG_TESTDATA_DIR="${PROJECT_SOURCE_DIR}/testdata")
  eg_use_test_header(${name})
  catch_discover_tests(${name} TEST_PREFIX "${arg_LAYER}/${name}: " PROPERTIES LABELS ${arg_LAYER} TIMEOUT 300)
endfunction()
