puts "hello, network"
